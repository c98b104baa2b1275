import APHost
import APModel
import Report
import TestSupport
import Testing

/// What is told of recorded hosts, and that every report tells the same.
@Suite
struct `The problems of a host` {
  private static let web01 = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let db01 = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
  private static let db02 = "30820a6f-b1a5-4503-91ca-0c10ba58692a"

  private static func view(_ name: String, _ depth: ReadDepth = .summary) throws -> StatusView {
    let tree = try RecordedHost(name).tree()
    return StatusView(HostAnalysis(try HostReader(tree, depth: depth).snapshot()))
  }

  @Test(arguments: [
    ("7.2.13/state-02-guest-running", []),
    // Of 15 queues the masks keep one for the host.
    ("6.1.176/f-04-rmmod", ["guest-queue-without-driver notice host"]),
    ("7.2.13/state-04-queue-checkstopped", ["queues-not-answering warning guest \(db01)"]),
    ("6.12.117/state-04-queue-checkstopped", ["queues-not-answering warning guest \(db01)"]),
    (
      "7.2.13/large-16x85-00-84-guests",
      [
        "queues-not-answering warning guest 10000005-1111-4111-8111-111111111111",
        "queues-not-answering warning guest 10000007-1111-4111-8111-111111111111",
      ]
    ),
    (
      "7.2.13/override-window-04-adapter-back-host-has-guests-queues",
      [
        "two-owners critical queues 06.0004 06.00ab",
        "two-owners critical queues 06.0047 06.00ff",
        "guest-lacks-queues warning guest \(db02)", "guest-lacks-queues warning guest \(web01)",
      ]
    ),
    (
      "7.2.13/autoprobe-hold-03-autoprobe-given-back",
      ["host-queue-without-driver warning queues 0c.0047 0c.00ab 0c.00ff"]
    ),
    (
      "7.2.13/autoprobe-hold-01-hold-adapter-back-unbound",
      [
        "card-without-driver critical card 06", "card-without-driver critical card 0c",
        "guest-lacks-queues warning guest \(db02)", "guest-lacks-queues warning guest \(web01)",
        "autoprobe-off notice host",
      ]
    ),
  ])
  func `are told with their severity, the worst first`(
    recording: String, expected: [String]
  ) throws {
    for depth in [ReadDepth.summary, .full] {
      let view = try Self.view(recording, depth)
      let found = view.problems.map { "\($0.code.rawValue) \($0.severity.rawValue) \($0.object)" }
      #expect(found == expected)
    }
  }

  @Test(arguments: RecordedHost.all.sampled)
  func `are the same in every report`(recording: RecordedHost) throws {
    let view = try Self.view(recording.name)
    let full = try Self.view(recording.name, .full)
    #expect(view.problems == full.problems)
    let table = StatusTable(view).lines.map { $0.split(separator: " ").joined(separator: " ") }
      .joined(separator: " ")
    let json = String(decoding: StatusDocument(view).text, as: UTF8.self)
    let check = CheckLine(view).line
    for problem in view.problems.folded { #expect(table.contains(problem.sentence)) }
    for problem in view.problems {
      #expect(json.contains("\"sentence\":\"\(problem.sentence.replacing("\"", with: "\\\""))\""))
    }
    let isAlarming = view.problems.contains(where: \.isAlarming)
    #expect(view.isHealthy == !isAlarming)
    #expect(check.hasPrefix("OK") == (!isAlarming && view.analysis.snapshot.isComplete))
    let word = String(check.prefix { $0 != ":" })
    #expect(json.contains("\"health\": \"\(word)\""))
  }

  /// 0x20 is a control domain of this LPAR and none of its usage domains.
  @Test func `send nobody to assign a domain that is there for control only`() throws {
    let view = try Self.view("7.2.13/state-03-control-only-domain-assigned-for-usage", .full)
    let problem = try #require(view.problems.first)
    let remedy = "change domain 0x20 of this LPAR from control to control and usage at the HMC"
    #expect(problem.remedy.hasPrefix(remedy))
    let missing = try #require(view.guests.flatMap(\.missing).first)
    #expect(missing.reason == .domainForControlOnly(DomainID(0x20)))
    #expect(missing.reason.code == "domain-for-control-only")
    let queue = ExplainReport(view.analysis).lines(queue: missing.queue).joined(separator: " ")
    #expect(queue.contains("domain 0020 (there for control only)"))
  }

  /// 84 guests lose their queue of the adapter that left.
  @Test func `are told once for all guests with the same reasons`() throws {
    let view = try Self.view("7.2.13/large-16x85-01-adapter-gone")
    let lines = StatusTable(view).lines
    #expect(lines.filter { $0.contains("to get it back:") }.count == 1)
    #expect(lines.contains("  84 guests lack"))
    #expect(lines.filter { $0.contains("of 16 queues") }.count == 1)
    #expect(CheckLine(view).line.hasPrefix("DEGRADED: each of 84 guests lacks 1 of 16 queues: "))
  }

  /// A monitor shows the beginning of a line; how many more there are has to stand in it.
  @Test(arguments: [([120, 121, 60], 2, 1), ([120, 121, 60, 1, 1], 2, 3), ([400, 1], 1, 1)])
  func `are told to a monitor as far as they fit into a line`(
    _ lengths: [Int], _ told: Int, _ rest: Int
  ) throws {
    let facts = lengths.map { String(repeating: "x", count: $0) }
    let problems = facts.map { Problem(.obstacle, .warning, "host", $0, remedy: "") }
    let analysis = try Self.view("7.2.13/state-02-guest-running").analysis
    let line = CheckLine(StatusView(analysis, told: problems)).line
    let more = "and \(rest) more problem\(rest == 1 ? "" : "s")"
    #expect(line == "DEGRADED: " + (facts.prefix(told) + [more]).joined(separator: "; "))
  }

  /// The kernel keeps a domain from `guest_matrix` or the guest's control that the host does not have.
  @Test func `leave no guest undegraded that lacks a control domain`() throws {
    let tree = PatchedTree(
      try RecordedHost("7.2.13/state-02-guest-running").tree(),
      ["bus/ap/ap_control_domain_mask": .text("0x08" + String(repeating: "0", count: 62) + "\n")])
    let analysis = HostAnalysis(try HostReader(tree).snapshot())
    let view = StatusView(analysis)
    #expect(view.problems.map(\.code) == [.guestLacksControl])
    #expect(analysis.guests.map(\.isDegraded) == analysis.guests.map { $0.mdev.uuid == Self.web01 })
  }
}
