import APModel
import Agent
import History
import SystemPackage
import TestSupport
import Testing

@Suite
struct `The published status` {
  static let full: AgentStatus = {
    var look = Look()
    var web = Look.Guest(name: "web \"01\"", uuid: "62177883-f1bb-47f0-914d-32a22e3a8804")
    web.declared = 8
    web.assigned = 6
    web.effective = 4
    web.missing = 2
    web.isRunning = true
    look.guests = [web]
    look.owners.host = 8
    look.owners.guest = 4
    var card = Card(AdapterID(5))
    (card.driver, card.type, card.functions) = ("cex4card", "CEX8C", 0x9200_0000)
    (card.isConfigured, card.isCheckstopped, card.isOnline) = (true, false, false)
    look.adapters = [Look.Adapter(card)]
    look.adapters[0].owners = look.owners
    look.adapters[0].requests = 5_000_000_000
    look.steps = [.init(object: "masks", text: "echo '-0x05' > bus/ap/apmask")]
    look.waits = ["guest web01 waits for adapter 07"]
    look.problems = [
      Problem(
        .twoOwners, .critical, "queue 06.0047",
        "queue 06.0047: assigned to a guest and bound to cex4queue", remedy: "look at it")
    ]
    look.duration = 12
    var status = AgentStatus(
      mode: .enforce, condition: .repairing, started: Instant(milliseconds: 1_000),
      made: Instant(milliseconds: 61_000))
    status.look = look
    status.lookedAt = Instant(milliseconds: 60_000)
    status.succeededAt = Instant(milliseconds: 50_000)
    status.moments.poll = Instant(milliseconds: 55_000)
    status.moments.repair = Instant(milliseconds: 49_000)
    status.moments.configuration = Instant(milliseconds: 2_000)
    status.blocked = PendingAccess(
      operation: "write", path: "bus/ap/apmask", since: Instant(milliseconds: 51_000))
    status.contested = ["masks"]
    status.failures = 2
    status.events = "udev events"
    status.refusal = ["apmatrix.yaml:3:1: \"gests\" is unknown"]
    status.counters.events = ["queue": 12, "card": 2]
    status.counters.overruns = 1
    status.counters.reads = [.start: 1, .events: 3]
    status.counters.writes = ["success": 5, "EBUSY": 1]
    return status
  }()
  /// 2030-01-01 00:00:00 UTC, checked with date(1).
  static let clock = WallClock(offset: 1_893_456_000_000)

  @Test func `is this JSON`() throws {
    let golden = FilePath(#filePath).removingLastComponent().appending("Golden/status.json")
    try Golden.expect(Self.full.json(Self.clock).line + "\n", equals: golden)
  }

  @Test func `is this text for Prometheus`() throws {
    let golden = FilePath(#filePath).removingLastComponent().appending("Golden/metrics.prom")
    try Golden.expect(Self.full.metrics(Self.clock), equals: golden)
  }

  @Test func `tells how far the history has come`() {
    var standing = HistoryStanding()
    #expect(!Self.full.metrics(Self.clock).contains("_history_"))
    standing.writtenAt = Moment(wall: 1_893_456_060_500, uptime: 60_500)
    standing.waiting = 3
    let lines = Self.full.metrics(Self.clock, history: standing).split(separator: "\n")
    #expect(lines.contains("apmatrix_history_last_entry_timestamp_seconds 1893456060"))
    #expect(lines.contains("apmatrix_history_waiting_entries 3"))
  }

  @Test(.enabled(if: Program.installed("promtool") != nil, "promtool (prometheus) is missing"))
  func `passes promtool without a remark`() throws {
    let promtool = try #require(Program.installed("promtool"))
    let empty = AgentStatus(
      mode: .observe, condition: .starting, started: Instant(milliseconds: 0),
      made: Instant(milliseconds: 0))
    for status in [Self.full, empty] {
      let scratch = try ScratchDirectory()
      let file = scratch.path.appending("metrics.prom")
      try TextFile.write(status.metrics(Self.clock), to: file)
      let result = try Program("/bin/sh").run(
        ["-c", "exec promtool check metrics < \(file)"])
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      #expect(result.output + result.errors == "")
    }
    _ = promtool
  }

  @Test(.enabled(if: Program.installed("promtool") != nil, "promtool (prometheus) is missing"))
  func `has alert rules that promtool accepts and that name metrics of ours`() throws {
    let promtool = try #require(Program.installed("promtool"))
    let rules = Repository.root.appending("Packaging/apmatrix-alerts.yml")
    let result = try promtool.run(["check", "rules", rules.string])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    var standing = HistoryStanding()
    standing.writtenAt = Moment(wall: 1_893_456_060_500, uptime: 60_500)
    var status = Self.full
    status.diagnosis = Diagnosis(boot: [], counts: [:])
    status.keepsHistory = true
    let metrics = status.metrics(Self.clock, history: standing)
    for word in try TextFile.text(rules).split(whereSeparator: { !$0.isLetter && $0 != "_" })
    where word.hasPrefix("apmatrix_") {
      #expect(metrics.contains("# TYPE \(word) "), "\(word)")
    }
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
      (1_893_456_061_999, "2030-01-01T00:01:01Z"),
    ] as [(Milliseconds, String)])
  func `writes times in UTC`(_ milliseconds: Milliseconds, _ text: String) {
    #expect(WallClock(offset: 0).utc(Instant(milliseconds: milliseconds)) == text)
  }

  @Test func `is one line for systemctl`() {
    #expect(
      Self.full.line
        == "enforce: repairing, 1 step from the configuration; 1 guest, 4 effective queues, 2 missing"
        + "; queue 06.0047: assigned to a guest and bound to cex4queue"
        + "; new configuration refused, the old one is in force")
  }

  @Test func `says what a host waits for that is not as declared`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.look.isObstructed = true
    stage.look.waits = ["module vfio_ap: not loaded"]
    stage.run(until: 1_000)
    #expect(
      stage.state.status.line
        == "enforce: not as declared: module vfio_ap: not loaded; 0 guests, 0 effective queues")
  }

  @Test func `is written again with the next poll where it could not be written`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 7_000)
    let published = stage.done.count { if case .publish = $0.action { true } else { false } }
    stage.run(until: 14_000)
    #expect(stage.done.count { if case .publish = $0.action { true } else { false } } == published)
    stage.losePublication()
    stage.run(until: 21_000)
    #expect(
      stage.done.count { if case .publish = $0.action { true } else { false } } == published + 1)
  }
}
