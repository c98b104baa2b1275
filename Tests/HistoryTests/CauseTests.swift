import APModel
import Reconcile
import Testing
import Uevents

@testable import History

/// Through whose doing an override went, or a guest's effective matrix became another.
@Suite
struct `The cause of a change` {
  private static let second = Made.queue(5, 0x47)

  /// A guest that has both queues, kept by overrides.
  private static var kept: HostSight {
    var sight = Made.sight(
      [Made.first: Made.guest, second: Made.guest],
      assigned: Matrix(adapters: [AdapterID(5)], domains: [DomainID(4), DomainID(0x47)]))
    sight.overrides = [Made.first: "vfio_ap", second: "vfio_ap"]
    return sight
  }

  private static func entries(
    _ next: HostSight, _ events: [HeardEvent] = [], _ writes: [OwnWrite] = []
  ) -> [HistoryEntry] {
    var chronicle = Made.begun(kept)
    for write in writes { chronicle.write(write) }
    chronicle.hear(events)
    return chronicle.look(
      .host(next), began: Made.moment(1_990), mark: 20, endMark: 20, at: Made.moment(2_000))
  }

  /// `05.0004: vfio_ap -> none, hardware`, of overrides, or of the guest's effective matrix.
  private static func words(_ entries: [HistoryEntry], _ part: String? = nil) -> [String] {
    entries.filter { $0.kind == (part == nil ? .override : .guest) && $0.part == part }.map {
      "\(QueueText.folded($0.queues.queues)): \($0.before ?? "none") -> \($0.after ?? "none"), "
        + ($0.cause?.rawValue ?? "")
    }
  }

  @Test func `is the machine where an adapter took its queues and their overrides along`() {
    var next = Self.kept
    (next.places, next.overrides) = ([:], [:])
    next.guests[Made.web]?.effective = Matrix()
    let entries = Self.entries(next)
    #expect(Self.words(entries) == ["05.0004 05.0047: vfio_ap -> none, hardware"])
    #expect(
      Self.words(entries, "effective") == [": adapters 05, domains 0004 0047 -> none, hardware"])
  }

  @Test func `is the machine where a queue is back and its override is not`() {
    var next = Self.kept
    next.overrides?[Made.first] = nil
    next.places[Made.first] = Made.host
    let entries = Self.entries(
      next,
      [
        Made.event(.remove, Made.first, number: 11, at: 1_100),
        Made.event(.add, Made.first, number: 12, at: 1_200),
        Made.event(.bind, Made.first, "cex4queue", number: 13, at: 1_201),
      ])
    #expect(Self.words(entries) == ["05.0004: vfio_ap -> none, hardware"])
  }

  @Test func `is another writer where the queue stayed`() {
    var next = Self.kept
    next.overrides?[Made.first] = nil
    next.places[Made.first] = Made.host
    next.guests[Made.web]?.effective = Matrix(adapters: [AdapterID(5)], domains: [DomainID(0x47)])
    let entries = Self.entries(next)
    #expect(Self.words(entries) == ["05.0004: vfio_ap -> none, other"])
    #expect(
      Self.words(entries, "effective") == [
        ": adapters 05, domains 0004 0047 -> adapters 05, domains 0047, other"
      ])
  }

  @Test func `is told for each queue by itself`() {
    var next = Self.kept
    next.overrides = [:]
    let write = OwnWrite(
      .override(Made.first, driver: nil), at: Made.moment(1_500), mark: 11)
    #expect(
      Self.words(Self.entries(next, [], [write])) == [
        "05.0004: vfio_ap -> none, apmatrix", "05.0047: vfio_ap -> none, other",
      ])
  }

  @Test func `is for each override the write that set it`() {
    var next = Self.kept
    next.overrides = [:]
    let writes = [Made.first, Self.second].map {
      OwnWrite(.override($0, driver: nil), at: Made.moment(1_500), mark: 11)
    }
    let entries = Self.entries(next, [], writes).filter { $0.kind == .override }
    #expect(entries.allSatisfy { $0.until == Made.moment(1_500) && $0.since == $0.until })
    #expect(
      entries.map { "\(QueueText.folded($0.queues.queues)): \($0.step?.prefix(42) ?? "")" } == [
        "05.0004: devices/ap/card05/05.0004/driver_override ",
        "05.0047: devices/ap/card05/05.0047/driver_override ",
      ])
    // Those of nobody's writes are one change.
    let other = Self.entries(next).filter { $0.kind == .override }
    #expect(other.map { $0.queues.queues.count } == [2])
  }

  @Test func `is the agent where its masks took a guest's queue`() {
    var next = Self.kept
    next.guests[Made.web]?.effective = Matrix()
    let write = OwnWrite(
      .changeMask(.adapters(from: [], to: [AdapterID(5)])), at: Made.moment(1_500), mark: 11)
    #expect(
      Self.words(Self.entries(next, [], [write]), "effective") == [
        ": adapters 05, domains 0004 0047 -> none, apmatrix"
      ])
  }

  /// What a removed mdev's queue entries say; the agent wrote something else up to event `last`.
  private static func removal(_ last: UInt64, _ write: PlanOperation) -> [String] {
    var chronicle = Made.begun(Made.sight([Made.first: Made.guest], assigned: Made.matrix))
    let other = PlanOperation.override(second, driver: nil)
    chronicle.write(OwnWrite(other, at: Made.moment(1_050), mark: last))
    let gone = Uevent(
      .remove, "/devices/vfio_ap/matrix/\(Made.web)", subsystem: "mdev", sequenceNumber: 12)
    chronicle.hear([HeardEvent(UeventMeaning(gone), sequence: 12, at: Made.moment(1_100))])
    chronicle.write(OwnWrite(write, at: Made.moment(1_101), mark: 14))
    return Made.words(Made.look(&chronicle, [Made.first: Made.unassigned]))
  }

  @Test func `is the agent where an event told of its own removal before it was done`() {
    let entry = "05.0004: guest:\(Made.web) -> unassigned"
    #expect(Self.removal(11, .remove(uuid: Made.web)) == ["\(entry), apmatrix, event"])
    // An event of before the write that came before the removal can't be the removal's.
    #expect(Self.removal(12, .remove(uuid: Made.web)) == ["\(entry), other, event"])
    #expect(Self.removal(11, .create(uuid: Made.web)) == ["\(entry), other, event"])
  }
}
