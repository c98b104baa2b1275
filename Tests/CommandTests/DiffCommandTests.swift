import SystemPackage
import TestSupport
import Testing

/// `apmatrix diff` as a user types it.
@Suite
struct `The command diff` {
  private static func path(_ name: String) -> String {
    RecordedHost("7.2.13/\(name)").path.string
  }

  private static func run(_ words: String...) throws -> Program.Result {
    try Program.apmatrix.run(["diff"] + words)
  }

  @Test func `takes a recording, a directory, a fake host and a status in JSON for one host`()
    throws
  {
    let scratch = try ScratchDirectory()
    let recording = Self.path("deployed-applied")
    let directory = scratch.path.appending("sys").string
    let fake = scratch.path.appending("fake").string
    let status = scratch.path.appending("status.json")
    #expect(try Program.apmatrix.run(["unpack", recording, directory]).status == 0)
    #expect(try Program.apmatrix.run(["fake", "create", fake, "--from", recording]).status == 0)
    let printed = try Program.apmatrix.run(["status", "--sysfs", recording, "--format", "json"])
    try TextFile.write(printed.output, to: status)
    for (first, second) in [
      (recording, directory), (recording, status.string), (directory, fake),
      (status.string, fake),
    ] {
      let result = try Self.run(first, second)
      #expect(result.output.hasSuffix("Nothing is different.\n"), "\(result.output)")
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  /// A pipe can be read once, whatever is in it.
  @Test(arguments: ["diff R P", "fleet P", "what-if --adapter-off 5 --sysfs P", "diff P P"])
  func `and others take a recording from a pipe`(_ command: String) throws {
    let program = try Repository.programs.appending("apmatrix").string
    let recording = Self.path("deployed-applied")
    let words = command.replacing("R", with: recording).replacing("P", with: "/dev/stdin")
    let shell = try #require(Program.installed("sh"))
    let result = try shell.run(["-c", "cat \(recording) | \(program) \(words)"])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func `knows a guest by its name of two words`() throws {
    let scratch = try ScratchDirectory()
    let recording = Self.path("override-window-03-adapter-gone")
    let printed = try Program.apmatrix.run(["status", "--sysfs", recording, "--format", "json"])
    let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
    let named = printed.output.replacing("guest \(uuid)", with: "guest my vm")
      .replacing(",\"uuid\":\"\(uuid)\"", with: ",\"name\":\"my vm\",\"uuid\":\"\(uuid)\"")
    let file = scratch.path.appending("named.json")
    try TextFile.write(named, to: file)
    let result = try Self.run(file.string, recording)
    #expect(named.contains("\"name\":\"my vm\"") && named.contains("guest my vm"))
    #expect(
      result.status == 0 && result.output.hasSuffix("Nothing is different.\n"), "\(result.output)")
  }

  @Test func `heads each side with what was typed`() throws {
    let scratch = try ScratchDirectory()
    let printed = try Program.apmatrix.run([
      "status", "--sysfs", Self.path("deployed-applied"), "--format", "json",
    ])
    let names = ["a", "b"].map { scratch.path.appending("\($0).json") }
    for name in names { try TextFile.write(printed.output, to: name) }
    let text = try Self.run(names[0].string, names[1].string).output
    #expect(text.hasPrefix("A  \(names[0])\n"), "\(text)")
    #expect(text.contains("\nB  \(names[1])\n"))
    let json = try Self.run(names[0].string, names[1].string, "--format", "json").output
    #expect(json.contains("\"path\": \"\(names[1])\""), "\(json)")
  }

  @Test(arguments: [
    ("state-04-queue-checkstopped", "state-05-card-off", Int32(2)),
    ("state-07-masks-changing", "state-08-after-slow-resets", 0),
  ])
  func `ends with 2 where something differs`(
    first: String, second: String, status: Int32
  ) throws {
    let result = try Self.run(Self.path(first), Self.path(second))
    #expect(result.status == status)
    #expect(result.errors.isEmpty)
  }

  @Test func `takes no part of a host for the whole, nor does fleet`() throws {
    let scratch = try ScratchDirectory()
    let recording = Self.path("deployed-applied")
    let part = scratch.path.appending("part.json")
    let printed = try Program.apmatrix.run([
      "status", "--sysfs", recording, "--format", "json", "--card", "5",
    ])
    #expect(printed.status == 0)
    try TextFile.write(printed.output, to: part)
    let fault = "\(part): selection: only a part of a host, chosen by cards; print the whole: "
    for words in [[], ["--guest", "62177883"]] {
      let result = try Program.apmatrix.run(["diff", recording, part.string] + words)
      #expect(result.status == 1)
      #expect(result.output.isEmpty)
      #expect(result.errors.hasPrefix("apmatrix: \(fault)"), "\(result.errors)")
    }
    let fleet = try Program.apmatrix.run(["fleet", "--check", recording, part.string])
    #expect(fleet.status == 1)
    #expect(DocumentedHost.joined(fleet.output).contains("Not read \(fault)"), "\(fleet.output)")
  }

  @Test(Needs.jsonSchema) func `prints JSON that the schemas describe`() throws {
    let scratch = try ScratchDirectory()
    let tool = Repository.root.appending("Tests/tools/validate-json.py").string
    let python = try #require(Program.installed("python3"))
    let pairs = [
      ("deployed-applied", "state-05-card-off"), ("state-00-boot", "state-01-vfio-loaded"),
      ("override-window-03-adapter-gone", "override-window-02-guest-running"),
    ]
    for (schema, words) in [
      ("apmatrix.diff.v1.json", []), ("apmatrix.guest-move.v1.json", ["--guest", "62177"]),
    ] {
      var files: [String] = []
      for (number, pair) in pairs.enumerated() {
        guard words.isEmpty || pair.0 != "state-00-boot" else { continue }
        let result = try Program.apmatrix.run(
          ["diff", Self.path(pair.0), Self.path(pair.1), "--format", "json"] + words)
        #expect(result.errors.isEmpty)
        let file = scratch.path.appending("\(number)-\(words.count).json")
        try TextFile.write(result.output, to: file)
        files.append(file.string)
      }
      let path = Repository.root.appending("Packaging/schemas").appending(schema).string
      let valid = try python.run([tool, path] + files)
      #expect(valid.status == 0, "\(valid.output)\(valid.errors)")
    }
  }

  /// A guest that a person calls by name, as a configuration does.
  @Test func `says whether a guest could move, by what the configuration calls it`() throws {
    let words = ["--config", DocumentedHost.example.string, "--guest", "web01"]
    let applied = Self.path("deployed-applied")
    let stays = try Program.apmatrix.run(
      ["diff", applied, Self.path("state-01-vfio-loaded")] + words)
    #expect(stays.status == 2)
    #expect(stays.output.hasPrefix("Guest web01 62177883-"), "\(stays.output)\(stays.errors)")
    #expect(
      stays.output.contains("  NO   the other host itself has 05.0004 05.00ab 06.0004 06.00ab\n"))
    let moves = try Program.apmatrix.run(["diff", applied, applied] + words)
    #expect(moves.status == 0, "\(moves.output)")
    #expect(moves.output.contains("It can be shut down on A and started on B"))
  }

  @Test(arguments: [
    (["--guest", "nobody"], "nobody: no such guest in "),
    (["--format", "pdf"], "the value 'pdf' is invalid for '--format <format>'"),
  ])
  func `refuses what it can't answer in one line`(words: [String], start: String) throws {
    let recording = Self.path("deployed-applied")
    let result = try Program.apmatrix.run(["diff", recording, recording] + words)
    #expect(result.status == 1 || result.status == 64)
    #expect(
      result.errors.hasPrefix("apmatrix: ") && result.errors.contains(start), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    (
      #"{"schema":"apmatrix.status/v1"}"#,
      "its schema is apmatrix.status/v1, not apmatrix.status/v2"
    ),
    ("{", "not JSON: line 1, column 2"),
    ("nothing of the kind", "line 1: expected `apmatrix-sysfs 1`: this is no sysfs archive"),
  ])
  func `names a file that is no host, and why`(text: String, reason: String) throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("host")
    try TextFile.write(text, to: file)
    let result = try Self.run(Self.path("deployed-applied"), file.string)
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("apmatrix: \(file): "), "\(result.errors)")
    #expect(result.errors.contains(reason), "\(result.errors)")
  }
}
