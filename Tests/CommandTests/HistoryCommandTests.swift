import Glibc
import History
import SystemPackage
import TestSupport
import Testing

@Suite
struct `apmatrix history` {
  @Test func `tells when, by whom, how it was noticed, and what`() throws {
    let history = try KeptHistory()
    let result = try history.ask("--queue", "05.0047")
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(
      result.output == """
        TIME                     BY        SEEN               WHAT
        2030-01-01 13:01:00.000  other     event              05.0004 05.0047: guest web01 -> the host (cex4queue)
        2030-01-01 13:01:02.000  apmatrix  write              05.0004 05.0047: the host (cex4queue) -> guest web01
        2030-01-01 14:06:45.000  other     looks 5.0 s apart  05.0004 05.0047: guest web01 -> vfio_ap without a guest

        """)
  }

  @Test func `shows a mask by its identifiers and an agent that did not look`() throws {
    let history = try KeptHistory()
    let lines = try history.ask("--utc").output.split(separator: "\n")
    #expect(lines.contains { $0.hasSuffix("apmask: keeps adapters 05 for the host") })
    #expect(
      lines.contains {
        $0.hasSuffix("agent starts: /sys by a, \"quoted\" file (nobody looked for 60 min)")
      })
    #expect(lines.contains { $0.hasPrefix("2030-01-01 12:01:00.000Z  other     event ") })
  }

  @Test(arguments: [
    (["--cause", "apmatrix"], 1), (["--guest", "web01"], 3), (["--guest", "6217"], 3),
    (["--guest", "web02"], 0), (["--since", "2030-01-01 14:00"], 2),
    (["--until", "2030-01-01 12:00:30 UTC"], 1),
    (["--since", "@1893499261", "--until", "@1893499262"], 2),
    (["--queue", "06.0004"], 0), (["--since", "2031-01-01", "--until", "2030-12-31"], -1),
  ])
  func `shows the part that is asked for`(_ options: [String], _ count: Int) throws {
    let history = try KeptHistory()
    let result = try Program.apmatrix.run(
      ["history", "--history", history.path.string, "--format", "json"] + options,
      environment: ["TZ": "CET-1"])
    guard count >= 0 else {
      #expect(result.status == 64)
      return
    }
    let lines = result.output.split(separator: "\n")
    // The line with which the file begins is about nothing that a filter names.
    #expect(
      lines.count { !$0.contains("\"kind\":\"file\"") } == count, "\(result.output)\(result.errors)"
    )
  }

  @Test(arguments: [
    (["--guest", "nobody"], 1, "nobody: no entry of the history is about this guest"),
    (["--guest", "web01", "--cause", "hardware"], 0, "history: no entry is what was asked for"),
    (["--queue", "06.0004"], 0, "history: no entry is what was asked for"),
  ])
  func `says so where nothing is found`(
    _ options: [String], _ status: Int32, _ line: String
  ) throws {
    let history = try KeptHistory()
    let result = try Program.apmatrix.run(["history", "--history", history.path.string] + options)
    #expect(result.status == status)
    // The table says it itself.
    let isTold = status == 0
    #expect(result.errors == (isTold ? "" : "apmatrix: \(line)\n"))
    guard isTold else { return }
    let csv = try Program.apmatrix.run(
      ["history", "--history", history.path.string, "--format", "csv"] + options)
    #expect(csv.errors == "apmatrix: \(line)\n")
  }

  @Test func `names each owner of a queue, from when to when, and what it does not know`() throws {
    let history = try KeptHistory()
    let result = try history.ask("--queue", "05.0004", "--access")
    #expect(
      result.output == """
        Who had 05.0004

        FROM                     TO                       OWNER                    BY        SEEN               UUID
        before                   2030-01-01 13:01:00.000  guest web01                                           \(KeptHistory.uuid)
        2030-01-01 13:01:00.000  2030-01-01 13:01:02.000  the host (cex4queue)     other     event
        2030-01-01 13:01:02.000  2030-01-01 14:06:45.000  guest web01              apmatrix  write              \(KeptHistory.uuid)
        2030-01-01 14:06:45.000  not known                vfio_ap without a guest  other     looks 5.0 s apart

        The history begins at 2030-01-01 13:00:00.000; of the time before nothing is known.
        The history ends at 2030-01-01 14:06:45.000, since no agent goes on with it; of the time after nothing is known.
        From 2030-01-01 13:06:40.000 to 2030-01-01 14:06:40.000 nobody looked, or events were lost: it may have been with others, too.

        """)
    #expect(try history.ask("--access").status == 64)
    for options in [["--cause", "other"], ["--guest", "web01"]] {
      let refused = try Program.apmatrix.run(
        ["history", "--history", history.path.string, "--queue", "05.0004", "--access"] + options)
      #expect(refused.status == 64 && refused.errors.contains("--access takes --queue,"))
    }
  }

  @Test(arguments: [
    (30, "guest web01"), (61, "not known: guest web01 or the host (cex4queue)"),
    (62, "guest web01"),
    (4_002, "not known: guest web01 or vfio_ap without a guest"),
    (5_000, "vfio_ap without a guest"),
  ])
  func `tells every queue's owner at a moment`(_ seconds: Int, _ owner: String) throws {
    let history = try KeptHistory()
    let time = "@\(KeptHistory.noon / 1_000 + Int64(seconds))"
    let lines = try history.ask("--at", time).output.split(separator: "\n")
    #expect(
      lines.contains { $0.hasPrefix(owner + " ") && $0.hasSuffix("05.0004 05.0047") }, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("the host (cex4queue) ") && $0.hasSuffix("1  06.0004") })
  }

  @Test func `says that nobody looked at a moment, and that it does not reach back so far`() throws
  {
    let history = try KeptHistory()
    let gap = try history.ask("--at", "2030-01-01 13:30")
    #expect(gap.output.contains("\nNobody looked at that moment"))
    let before = try history.ask("--at", "2029-12-31")
    #expect(before.status == 1)
    #expect(
      before.errors.hasSuffix(
        "history: the history begins after 2029-12-31 00:00:00.000; of the time before nothing is known\n"
      ))
  }

  @Test
  func `checks the chain, names the first line that is not as it was written, and exits with 2`()
    throws
  {
    let history = try KeptHistory()
    let whole = try history.ask("--verify")
    #expect(whole.status == 0 && whole.output.hasPrefix("7 lines are as they were written; "))
    let file = history.path.appending("2030-01.jsonl")
    let text = try TextFile.text(file)
    try TextFile.write(
      text.replacing("host:cex4queue\",\"names", with: "unassigned\",\"names"), to: file)
    let altered = try history.ask("--verify")
    #expect(altered.status == 2)
    #expect(
      altered.errors
        == "apmatrix: \(history.path)/2030-01.jsonl line 4: not as it was written, or the line before it is"
        + " missing\n")
  }

  /// Whoever removes all of it has removed what shows that it was there.
  @Test(arguments: ["--verify", "--access"])
  func `of which no file is there is an error`(_ option: String) throws {
    let scratch = try ScratchDirectory()
    try TextFile.makeDirectories(scratch.path.appending("none"))
    let path = scratch.path.appending("none").string
    let queue = option == "--access" ? ["--queue", "05.0004"] : []
    let result = try Program.apmatrix.run(["history", "--history", path, option] + queue)
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors == "apmatrix: \(path): no file of a history is there\n")
  }

  @Test func `says how a history comes to be where there is none`() throws {
    let result = try Program.apmatrix.run(["history", "--history", "/nowhere"])
    #expect(result.status == 1)
    #expect(
      result.errors
        == "apmatrix: /nowhere: No such file or directory; let apmatrix agent --history DIRECTORY"
        + " keep one, name its directory, and be root\n")
  }

  @Test func `says where else a history is if a journal is not there`() throws {
    let result = try Program.apmatrix.run(["history", "--journal", "/nowhere"])
    #expect(result.status == 1)
    #expect(
      result.errors
        == "apmatrix: /nowhere: No such file or directory; name the agent's files with --history DIRECTORY\n"
    )
    let both = try Program.apmatrix.run(["history", "--journal", "/nowhere", "--verify"])
    #expect(both.status == 64)
  }

  /// The parser looks for a wish for help where a value is refused, and finds one in `-2h`.
  @Test(arguments: [
    ["--queue", "5.47", "--since", "-2h"], ["--since", "-1h", "--until", "-2h"],
    ["--since", "now", "--until", "-1month"], ["--at", "-2h", "--queue", "zz"],
  ])
  func `refuses a wrong option beside a time with an h in it`(_ options: [String]) throws {
    let result = try Program.apmatrix.run(["history"] + options)
    #expect(result.status == 64 && result.output.isEmpty, "\(result)")
  }
}
