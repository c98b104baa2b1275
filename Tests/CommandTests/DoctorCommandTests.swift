import Glibc
import SystemPackage
import TestSupport
import Testing

/// `doctor` as a user types it.
@Suite
struct `Doctor` {
  @Test func `calls nothing healthy that was not looked at`() throws {
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    let result = try Program.apmatrix.run(["doctor", "--sysfs", recording])
    #expect(result.status == 1)
    #expect(result.output.contains("\nNot looked at\n  the host's files beside /sys: "))
    #expect(!result.output.contains("Nothing is wrong.\n"))
    let check = try Program.apmatrix.run(["doctor", "--sysfs", recording, "--check"])
    #expect(check.status == 1)
    #expect(check.output.hasPrefix("INCOMPLETE: not looked at: the host's files"))
    #expect(check.errors.hasPrefix("apmatrix: not looked at: the host's files"))
  }

  @Test(arguments: [
    (["--check", "--format", "json"], 64, "use one of --check and --format json"),
    (["--root", "/nowhere"], 1, "apmatrix: /nowhere: no such directory"),
  ])
  func `is refused where it is not understood`(
    arguments: [String], status: Int, words: String
  ) throws {
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    let result = try Program.apmatrix.run(["doctor", "--sysfs", recording] + arguments)
    #expect(result.status == status)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  /// A pipe would keep a reader waiting for ever, a device answers without end; a link leads nowhere but in the copy.
  @Test(arguments: [
    ("pipe", "it is no regular file"),
    ("/dev/zero", "it is a link to what this copy of the host lacks"),
  ])
  func `reads regular files only`(what: String, reason: String) throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("etc/apmatrix/apmatrix.yaml")
    try TextFile.makeDirectories(file.removingLastComponent())
    if what == "pipe" {
      #expect(mkfifo(file.string, 0o600) == 0)
    } else {
      #expect(symlink(what, file.string) == 0)
    }
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    let result = try Program.apmatrix.run([
      "doctor", "--sysfs", recording, "--root", scratch.path.string,
    ])
    #expect(result.status == 1)
    #expect(
      result.output.contains("  /etc/apmatrix/apmatrix.yaml: \(reason)\n"),
      "\(result.output)\(result.errors)")
  }

  @Test func `says what is wrong with the file that declares the host`() throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("etc/apmatrix/apmatrix.yaml")
    try TextFile.write("version: 1\nguest: {}\n", to: file)
    #expect(chmod(file.string, 0o666) == 0)
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    let result = try Program.apmatrix.run([
      "doctor", "--sysfs", recording, "--root", scratch.path.string, "--check",
    ])
    #expect(result.status == 2)
    #expect(result.output.hasPrefix("WRONG: "))
    #expect(result.output.contains("not only root decides what /etc/apmatrix/apmatrix.yaml says"))
    #expect(result.output.contains("the configuration has"), "\(result.output)")
  }

  @Test(Needs.jsonSchema) func `is told in JSON as the schema describes it`() throws {
    let python = try #require(Program.installed("python3"))
    let scratch = try ScratchDirectory()
    for name in ["7.2.13/deployed-applied", "7.1.8/c-01-overprovisioned"] {
      let result = try Program.apmatrix.run([
        "doctor", "--sysfs", RecordedHost(name).path.string, "--format", "json",
      ])
      let file = scratch.path.appending("doctor.json")
      try TextFile.write(result.output, to: file)
      let check = try python.run([
        Repository.root.appending("Tests/tools/validate-json.py").string,
        Repository.root.appending("Packaging/schemas/apmatrix.doctor.v1.json").string, file.string,
      ])
      #expect(check.status == 0, "\(check.output)\(check.errors)")
    }
  }
}
