import Glibc
import PlainJSON
import SystemPackage
import TestSupport
import Testing

/// `apmatrix fleet` as a user types it.
@Suite
struct `The command fleet` {
  private static func recording(_ name: String) -> FilePath { RecordedHost("7.2.13/\(name)").path }

  /// A directory of hosts of each kind, with a file that is none.
  private static func directory(in scratch: borrowing ScratchDirectory) throws -> String {
    let root = scratch.path.appending("fleet")
    try TextFile.makeDirectories(root.appending("lpars"))
    let healthy = recording("deployed-applied")
    try TextFile.write(try TextFile.text(healthy), to: root.appending("lpars/a.sysfs"))
    let printed = try Program.apmatrix.run(
      ["status", "--sysfs", healthy.string, "--format", "json"])
    try TextFile.write(printed.output, to: root.appending("lpars/b.json"))
    try TextFile.write("notes\n", to: root.appending("lpars/notes.txt"))
    for words in [
      ["unpack", healthy.string, root.appending("c").string],
      ["fake", "create", root.appending("d").string, "--from", healthy.string],
    ] {
      #expect(try Program.apmatrix.run(words).status == 0)
    }
    return root.string
  }

  /// Each round of a loop would have found them again, under longer names.
  @Test func `goes through no loop of links`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("fleet")
    let text = try TextFile.text(Self.recording("deployed-applied"))
    try TextFile.write(text, to: root.appending("z.sysfs"))
    try TextFile.write("", to: root.appending("empty.sysfs"))
    for name in ["a", "b"] { try #require(symlink(".", root.appending(name).string) == 0) }
    let result = try Program.apmatrix.run(["fleet", root.string, "--format", "csv"])
    #expect(result.status == 1)
    #expect(result.output.contains("z.sysfs") && !result.output.contains("a/z.sysfs"))
    #expect(
      result.errors
        == "apmatrix: \(root)/empty.sysfs: empty; write it again, or remove it if it is no host\n")
  }

  @Test func `finds recordings, statuses, copies and fake hosts below a directory`() throws {
    let scratch = try ScratchDirectory()
    let root = try Self.directory(in: scratch)
    // A host that is named besides counts once.
    let result = try Program.apmatrix.run([
      "fleet", root, "\(root)/lpars/a.sysfs", "--format", "json",
    ])
    #expect(result.status == 0)
    #expect(
      result.errors
        == "apmatrix: \(root)/lpars/notes.txt: neither a recording nor JSON; left out\n")
    let document = try JSONParser.parse(Array(result.output.utf8))
    let hosts = try #require(document["hosts"]?.array)
    #expect(
      hosts.map { $0["path"]?.string }
        == ["c", "d", "lpars/a.sysfs", "lpars/b.json"].map { "\(root)/\($0)" })
    #expect(Set(hosts.map { $0["queues"] }).count == 1)
    // What is changed now has no age; the others' is that of their file.
    #expect(hosts.map { $0["ageSeconds"] != nil } == [true, false, true, true])
  }

  @Test func `says which host could not be read, and tells of the others`() throws {
    let scratch = try ScratchDirectory()
    let broken = scratch.path.appending("broken.sysfs")
    try TextFile.write("apmatrix-sysfs 1\n", to: broken)
    let result = try Program.apmatrix.run([
      "fleet", broken.string, Self.recording("deployed-applied").string, "/nowhere/at/all",
    ])
    #expect(result.status == 1)
    let failures = result.errors.split(separator: "\n")
    #expect(failures.count == 2)
    #expect(failures.first == "apmatrix: /nowhere/at/all: No such file or directory")
    #expect(failures.last?.hasPrefix("apmatrix: \(broken): ") == true, "\(result.errors)")
    #expect(result.output.hasPrefix("1 host, 12 queues, 3 guests\n"))
    #expect(result.output.contains("\nNot read\n"))
    #expect(result.output.contains(" was cut\n"))
    #expect(result.output.contains("\n  /nowhere/at/all: No such file or directory\n"))
  }

  /// The file of a host whose command failed, was cut, or was packed.
  @Test(
    arguments: [
      ("h2.json", "", "empty; write it again"), ("h2.sysfs", "", "empty; write it again"),
      ("h2.sysfs.gz", "", "empty; write it again"), (".sysfs", "", "empty; write it again"),
      ("h2.sysfs.gz", "\u{1f}\u{8b}", "packed files are not read; unpack it (gunzip)"),
      ("h2.json.xz", "7zXZ", "packed files are not read; unpack it (unxz)"),
      ("h2.sysfs.zst", "(/", "packed files are not read; unpack it (unzstd)"),
      ("h2.json", "ssh: no route to host\n", "neither a recording nor JSON, though its name says"),
      ("h2", "apmatrix-sys", "was cut"), ("h2.txt", "apmatrix-sysfs", "was cut"),
    ])
  func `counts a file of a directory that should be a host as not read`(
    name: String, text: String, reason: String
  ) throws {
    let scratch = try ScratchDirectory()
    let healthy = try TextFile.text(Self.recording("deployed-applied"))
    try TextFile.write(healthy, to: scratch.path.appending("h1.sysfs"))
    try TextFile.write(text, to: scratch.path.appending(name))
    let result = try Program.apmatrix.run(["fleet", scratch.path.string, "--format", "json"])
    #expect(result.status == 1)
    let line = "apmatrix: \(scratch.path.appending(name)): "
    #expect(result.errors.hasPrefix(line) && result.errors.contains(reason), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
    let document = try JSONParser.parse(Array(result.output.utf8))
    #expect(document["complete"] == .bool(false))
    #expect(
      document["unread"]?.array?.map { $0["path"]?.string }
        == [scratch.path.appending(name).string])
    #expect(document["hosts"]?.array?.count == 1)
  }

  @Test(arguments: [2, 3, 5])
  func `names what it leaves out of a directory, or how many more there are`(count: Int) throws {
    let scratch = try ScratchDirectory()
    let healthy = try TextFile.text(Self.recording("deployed-applied"))
    try TextFile.write(healthy, to: scratch.path.appending("h1.sysfs"))
    let notes = (1...count).map { scratch.path.appending("note\($0).txt") }
    for note in notes { try TextFile.write("notes\n", to: note) }
    let result = try Program.apmatrix.run(["fleet", scratch.path.string])
    #expect(result.status == 0)
    let more = count > 3 ? " and \(count - 3) more" : ""
    #expect(
      result.errors
        == "apmatrix: \(notes.prefix(3).map(\.string).joined(separator: ", "))\(more):"
        + " neither a recording nor JSON; left out\n")
  }

  @Test(
    arguments: [
      (["deployed-applied", "state-00-boot"], 0), (["state-04-queue-checkstopped"], 2),
      // The same guest runs in both.
      (["state-02-guest-running", "deployed-running"], 2),
    ] as [([String], Int32)])
  func `ends with 2 where a host needs attention, if that is asked`(
    names: [String], status: Int32
  ) throws {
    let paths = names.map { Self.recording($0).string }
    #expect(try Program.apmatrix.run(["fleet", "--check"] + paths).status == status)
    #expect(try Program.apmatrix.run(["fleet"] + paths).status == 0)
  }

  /// What could not be read is no fault of a host; one that was read and has a fault goes before it.
  @Test(
    arguments: [
      ([], 1), (["deployed-applied"], 1), (["state-04-queue-checkstopped"], 2),
    ] as [([String], Int32)])
  func `ends with 1 where a host could not be read, also if attention is asked for`(
    names: [String], status: Int32
  ) throws {
    let scratch = try ScratchDirectory()
    let broken = scratch.path.appending("broken.sysfs")
    try TextFile.write("apmatrix-sysfs 1\n", to: broken)
    let paths = [broken.string] + names.map { Self.recording($0).string }
    #expect(try Program.apmatrix.run(["fleet", "--check"] + paths).status == status)
  }

  /// A host whose copy failed is not to be missed because others are there.
  @Test func `counts a named directory without a host as not read`() throws {
    let scratch = try ScratchDirectory()
    let result = try Program.apmatrix.run([
      "fleet", scratch.path.string, Self.recording("deployed-applied").string,
    ])
    #expect(result.status == 1)
    #expect(result.errors == "apmatrix: \(scratch.path): no host below\n")
    #expect(result.output.contains("\n  \(scratch.path): no host below\n"))
  }

  @Test func `refuses a directory without a host in one line`() throws {
    let scratch = try ScratchDirectory()
    let result = try Program.apmatrix.run(["fleet", scratch.path.string])
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("apmatrix: \(scratch.path): no host below: give recordings"))
  }

  @Test(Needs.jsonSchema) func `prints JSON that the schema describes`() throws {
    let scratch = try ScratchDirectory()
    let python = try #require(Program.installed("python3"))
    let result = try Program.apmatrix.run(
      ["fleet", Repository.recordings.string, "--format", "json"])
    let file = scratch.path.appending("fleet.json")
    try TextFile.write(result.output, to: file)
    let valid = try python.run([
      Repository.root.appending("Tests/tools/validate-json.py").string,
      Repository.root.appending("Packaging/schemas/apmatrix.fleet.v1.json").string, file.string,
    ])
    #expect(valid.status == 0, "\(valid.output)\(valid.errors)")
  }
}
