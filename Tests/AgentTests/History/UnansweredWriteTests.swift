import APModel
import History
import Reconcile
import Report
import Sysfs
import Testing

@testable import Agent

/// Writes that the kernel has not answered when the agent ends.
@Suite
struct `A write that is not answered` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let path = "devices/vfio_ap/matrix/\(uuid)/assign_adapter"

  private static func moment(_ time: Int64) -> Moment { Moment(wall: time, uptime: time) }

  private static func history(knowing name: String?) -> AgentHistory {
    var history = AgentHistory()
    guard let name else { return history }
    var look = Look()
    look.guests = [Look.Guest(name: name, uuid: uuid)]
    history.meets(.finished(.looked(look)))
    return history
  }

  @Test(arguments: ["web01", nil])
  func `is in the history with what it was, from when it began`(name: String?) {
    let history = Self.history(knowing: name)
    let access = PendingAccess(
      operation: "write", path: Self.path, value: "5", since: Instant(milliseconds: 1_000))
    let entry = history.left(access, since: Self.moment(1_000), at: Self.moment(9_000))
    #expect(entry.kind == .write && entry.cause == .apmatrix)
    #expect(entry.since?.wall == 1_000 && entry.until?.wall == 9_000)
    #expect(entry.step == "\(Self.path) = 5" && entry.value == "5")
    #expect(entry.names == name.map { [Self.uuid: $0] } ?? [:])
    let sentence = HistoryWords([:]).sentence(entry)
    let object = name.map { "guest \($0)" } ?? "mdev \(Self.uuid)"
    #expect(sentence == "\(object): assign_adapter = 5: not answered when the agent ended")
  }

  @Test func `is told by identifiers, which people can read`() {
    let matrix = Matrix(adapters: [AdapterID(5)], domains: [DomainID(4)])
    let access = PendingAccess(
      operation: "write", path: "devices/vfio_ap/matrix/\(Self.uuid)/ap_config",
      value: matrix.configText, since: Instant(milliseconds: 1_000))
    let entry = Self.history(knowing: "web01").left(
      access, since: Self.moment(1_000), at: Self.moment(9_000))
    #expect(entry.value == matrix.configText)
    #expect(
      HistoryWords([:]).sentence(entry)
        == "guest web01: ap_config = adapters 05, domains 0004, control domains none:"
        + " not answered when the agent ended")
  }

  /// The kernel's answer to a write may be minutes away.
  @Test func `is known as long as it is under way`() throws {
    let meter = AccessMeter()
    let host = WatchedTree()
    let tree = MeteredTree(host, meter)
    host.seen = { meter.writes }
    try tree.write(Self.path, line: "5")
    #expect(host.pending.map(\.path) == [Self.path])
    #expect(host.pending.map(\.value) == ["5"])
    #expect(meter.writes.isEmpty)
    _ = try tree.read(Self.path)
    #expect(host.pending.isEmpty)
  }
}

/// A tree that looks at who is under way while it is asked.
private final class WatchedTree: SysfsTree, @unchecked Sendable {
  var seen: () -> [PendingAccess] = { [] }
  private(set) var pending: [PendingAccess] = []
  let origin = "watched"

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    pending = seen()
    return []
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { [] }
  func link(_ path: String) throws(SysfsError) -> String { "" }
  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { pending = seen() }
}
