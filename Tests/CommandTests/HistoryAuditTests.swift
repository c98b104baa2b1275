import History
import SystemPackage
import TestSupport
import Testing

@Suite
struct `apmatrix history for auditors and programs` {
  @Test func `has a row for each queue`() throws {
    let history = try KeptHistory()
    let rows = try history.ask("--format", "csv").output.split(separator: "\n").map(String.init)
    #expect(rows[0].hasPrefix("number,noted,since,until,kind,queue,"))
    let hop =
      "2030-01-01T12:01:00.000Z,2030-01-01T12:01:00.000Z,2030-01-01T12:01:00.000Z,queues,05.0047,,,"
    #expect(
      rows.contains("4,\(hop)guest:\(KeptHistory.uuid),host:cex4queue,web01,,other,event,,"),
      "\(rows)")
    #expect(rows.contains { $0.contains(#","/sys by a, ""quoted"" file","#) })
    let access = try history.ask("--queue", "05.0004", "--access", "--format", "csv").output
    #expect(access.split(separator: "\n").count == 5)
    let owners = try history.ask("--at", "@1893499261", "--format", "csv").output
    #expect(owners.contains("\n2030-01-01T12:01:01.000Z,05.0047,between,host:cex4queue,,\n"))
  }

  /// One entry is about both queues of the guest.
  @Test func `has no rows of queues that nobody asked for`() throws {
    let history = try KeptHistory()
    let rows = try history.ask("--queue", "05.0047", "--format", "csv").output
      .split(separator: "\n").dropFirst()
    #expect(
      rows.map { $0.split(separator: ",", omittingEmptySubsequences: false)[5] }
        == ["05.0047", "05.0047", "05.0047"])
    let all = try history.ask(
      "--queue", "05.0047", "--queue", "05.0004", "--format", "csv")
    #expect(all.output.split(separator: "\n").count == 7)
  }

  /// A decision has no before and after: what it is about, and what it says, are its words.
  @Test func `has the words of a decision, too`() throws {
    let history = try KeptHistory()
    do {
      let writer = try HistoryWriter(history.path)
      let now = KeptHistory.moment(6_000)
      _ = writer.begin(at: now)
      var entry = HistoryEntry(.decision, at: now)
      (entry.object, entry.words) = ("host", "queue 05.0004, which web01 has, is checkstopped")
      #expect(writer.keep([entry], knowing: nil, at: now, syncs: false).isEmpty)
    }
    let rows = try history.ask("--format", "csv").output.split(separator: "\n")
    #expect(rows.first?.hasSuffix(",step,words") == true)
    let end = #",decision,,host,,,,,,,,,"queue 05.0004, which web01 has, is checkstopped""#
    #expect(rows.last?.hasSuffix(end) == true)
  }

  @Test(Needs.jsonSchema) func `is JSON as its schemas say`() throws {
    let history = try KeptHistory()
    let answers: [(String, [String])] = [
      ("history", []), ("history-owners", ["--at", "@1893499261"]),
      ("history-access", ["--queue", "05.0004", "--access"]),
    ]
    let scratch = try ScratchDirectory()
    let python = try #require(Program.installed("python3"))
    for (schema, options) in answers {
      let result = try Program.apmatrix.run(
        ["history", "--history", history.path.string, "--format", "json"] + options)
      var files: [String] = []
      for (number, line) in result.output.split(separator: "\n").enumerated() {
        let file = scratch.path.appending("\(schema).\(number).json")
        try TextFile.write(String(line), to: file)
        files.append(file.string)
      }
      let check = try python.run(
        [
          Repository.root.appending("Tests/tools/validate-json.py").string,
          Repository.root.appending("Packaging/schemas/apmatrix.\(schema).v1.json").string,
        ] + files)
      #expect(check.status == 0 && !files.isEmpty, "\(check.output)\(check.errors)")
    }
  }
}
