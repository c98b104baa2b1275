import APModel
import History
import Reconcile
import SystemPackage
import TestSupport
import Testing

/// A history of one queue as an agent has kept it on 1 January 2030, from noon on.
final class KeptHistory {
  static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
  static let noon: Int64 = 1_893_499_200_000

  private let scratch: ScratchDirectory
  let path: FilePath

  init() throws {
    scratch = try ScratchDirectory()
    path = scratch.path.appending("history")
    let writer = try HistoryWriter(path)
    _ = writer.begin(at: Self.moment(0))
    let remarks = writer.keep(Self.entries, knowing: nil, at: Self.moment(0), syncs: false)
    #expect(remarks.isEmpty)
  }

  static func moment(_ seconds: Int64) -> Moment {
    Moment(wall: noon + seconds * 1_000, uptime: 5_000 + seconds * 1_000)
  }

  /// What the command says to these options; the time zone is an hour ahead.
  func ask(_ options: String...) throws -> Program.Result {
    try Program.apmatrix.run(
      ["history", "--history", path.string] + options, environment: ["TZ": "CET-1"])
  }

  private static func hop(
    _ since: Int64, _ until: Int64, _ before: String, _ after: String,
    _ cause: HistoryEntry.Cause, _ sign: HistoryEntry.Sign, _ step: String? = nil
  ) -> HistoryEntry {
    var entry = HistoryEntry(.queues, at: moment(until))
    entry.queues = QueueSet(Matrix(adapters: [AdapterID(5)], domains: [DomainID(4), DomainID(71)]))
    (entry.before, entry.after, entry.cause, entry.sign) = (before, after, cause, sign)
    (entry.since, entry.until, entry.step) = (moment(since), moment(until), step)
    entry.names = [uuid: "web01"]
    return entry
  }

  /// The guest has 05.0004 and 05.0047; a rival takes them to the host, the agent takes them back; it stands still
  /// for an hour; somebody unassigns them.
  private static var entries: [HistoryEntry] {
    var state = HistoryEntry(.state, at: moment(0))
    state.holders = [
      .guest(uuid: uuid): QueueSet([
        APQN(AdapterID(5), DomainID(4)), APQN(AdapterID(5), DomainID(71)),
      ]),
      .host(driver: "cex4queue"): QueueSet([APQN(AdapterID(6), DomainID(4))]),
    ]
    state.names = [uuid: "web01"]
    var mask = HistoryEntry(.mask, at: moment(61))
    (mask.object, mask.cause, mask.sign) = ("apmask", .other, .look)
    mask.before = AdapterSet.all.subtracting([AdapterID(5)]).hexadecimal
    mask.after = AdapterSet.all.hexadecimal
    (mask.since, mask.until) = (moment(50), moment(61))
    var start = HistoryEntry(.agent, at: moment(4_000))
    (start.object, start.part, start.after) = ("agent", "starts", "/sys by a, \"quoted\" file")
    (start.since, start.until) = (moment(400), moment(4_000))
    return [
      state, mask, hop(60, 60, "guest:\(uuid)", "host:cex4queue", .other, .event),
      hop(60, 62, "host:cex4queue", "guest:\(uuid)", .apmatrix, .write, "bus/ap/apmask = -0x05"),
      start, hop(4_000, 4_005, "guest:\(uuid)", "unassigned", .other, .look),
    ]
  }
}
