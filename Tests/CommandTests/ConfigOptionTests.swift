import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite
struct `The commands that take a configuration` {
  @Test(arguments: ["assign", "unassign", "guest"])
  func `want a configuration that was asked for to be there and right`(command: String) throws {
    let host = try DocumentedHost.make("6.12")
    let words =
      command == "guest"
      ? ["guest", "remove", "62177883"] : [command, "62177883", "--domain", "4"]
    try TextFile.write("version: 1\nguests: {a: 1}\n", to: host.config)
    for (file, fact) in [(host.config, ":2:13: "), (host.root.appending("none"), ": No such file")]
    {
      let result = try Program.apmatrix.run(
        words + ["--config", file.string, "--sysfs", host.root.string, "--dry-run"])
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("apmatrix: \(file)\(fact)"), "\(result.errors)")
      #expect(result.errors.filter { $0 == "\n" }.count == 1)
    }
  }

  @Test func `read a configuration from a pipe, and wait for no writer of one`() throws {
    let scratch = try ScratchDirectory()
    let shell = try #require(Program.installed("sh"))
    let program = try Repository.programs.appending("apmatrix")
    let alone = try shell.run([
      "-c", "cd \(scratch.path) && mkfifo p && timeout 60 \(program) check --config p",
    ])
    #expect(alone.status == 1)
    #expect(alone.errors.hasPrefix("apmatrix: p:1:1: nothing stands in the file"))
    let piped = try shell.run([
      "-c", "cat \(DocumentedHost.example) | \(program) check --config /dev/stdin",
    ])
    #expect(piped.status == 0, "\(piped.errors)")
  }

  @Test func `say the same about one that is not there or can't be read, as the agent does`() throws
  {
    let scratch = try ScratchDirectory()
    let missing = scratch.path.appending("none").string
    let directory = scratch.path.string
    for (file, fact) in [
      (missing, "No such file or directory; write one, or see apmatrix import"),
      (directory, "Is a directory; name the file in it"),
    ] {
      let check = try Program.apmatrix.run(["check", "--config", file])
      #expect(check.status == 1)
      #expect(check.errors == "apmatrix: \(file): \(fact)\n")
      let agent = try Program.apmatrix.run(["agent", "--config", file, "--sysfs", directory])
      #expect(agent.status == 1)
      #expect(agent.errors.hasSuffix("\(file): \(fact)\n"), "\(agent.errors)")
      #expect(agent.errors.filter { $0 == "\n" }.count == 1)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "needs root"))
  func `warn of a configuration that others may write, and the agent enforces none of it`() throws {
    let host = try DocumentedHost.make("7.2")
    #expect(chmod(host.config.string, 0o666) == 0)
    let fact =
      "\(host.config): others may write it (mode 0666), so not only root decides what it says; "
      + "chmod go-w \(host.config)\n"
    for (words, status) in [(["check"], 0), (["plan"], 2), (["apply", "--dry-run"], 0)] {
      let result = try Program.apmatrix.run(
        words + ["--config", host.config.string]
          + (words == ["check"] ? [] : ["--sysfs", host.root.string]))
      #expect(result.status == status)
      #expect(result.errors == "apmatrix: warning: \(fact)")
    }
    let agent = try Program.apmatrix.run([
      "agent", "--config", host.config.string, "--sysfs", host.root.string,
    ])
    #expect(agent.status == 1)
    #expect(agent.errors == "apmatrix: \(fact)")
    #expect(try host.run("plan").status == 2)
  }
}
