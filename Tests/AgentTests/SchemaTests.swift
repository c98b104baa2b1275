import Agent
import SystemPackage
import TestSupport
import Testing

@Suite
struct `The schemas of what the agent publishes` {
  private static let schemas = Repository.root.appending("Packaging/schemas")

  private static func validate(_ texts: [String], _ schema: String) throws {
    let scratch = try ScratchDirectory()
    var files: [String] = []
    for (number, text) in texts.enumerated() {
      let file = scratch.path.appending("\(number).json")
      try TextFile.write(text, to: file)
      files.append(file.string)
    }
    let tool = Repository.root.appending("Tests/tools/validate-json.py")
    let python = try #require(Program.installed("python3"))
    let result = try python.run([tool.string, schemas.appending(schema).string] + files)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test(Needs.jsonSchema) func `describe the status before the first read and in full`() throws {
    let empty = AgentStatus(
      mode: .observe, condition: .starting, started: Instant(milliseconds: 0),
      made: Instant(milliseconds: 0))
    let clock = WallClock(offset: 0)
    let full = `The published status`.full
    var unkept = empty
    unkept.keepsHistory = false
    try Self.validate(
      [empty, unkept, full].map { $0.json(clock).line }, "apmatrix.agent-status.v2.json")
  }

  @Test(Needs.jsonSchema) func `describe every recorded event and the loss of one`() throws {
    var lines = [EventLine.lost(2, asJSON: true)]
    for name in ["7.1.8-b.txt", "6.12.107-e.txt", "7.1.8-u.txt", "7.1.8-i.txt"] {
      let log = Repository.root.appending("Testdata/uevents").appending(name)
      let result = try Program.apmatrix.run([
        "monitor", "--format", "json", "--recording", log.string,
      ])
      #expect(result.status == 0, "\(result.errors)")
      lines += result.output.split(separator: "\n").map(String.init)
    }
    #expect(lines.count > 100)
    try Self.validate(lines, "apmatrix.event.v1.json")
  }
}
