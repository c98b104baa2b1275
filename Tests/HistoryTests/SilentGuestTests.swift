import APModel
import Reconcile
import Testing

@testable import History

/// While no queue of a guest is effective none tells whether it runs, and an mdev that is being removed
/// tells nothing at all.
@Suite
struct `A guest of which nothing can be told for a while` {
  private static let matrix = Matrix(adapters: [AdapterID(5)], domains: [DomainID(4)])

  private static func sight(
    _ state: Mdev.State, _ matrix: Matrix?, runs: Bool?
  ) -> HostSight {
    var sight = Made.sight([Made.first: Made.guest], assigned: Self.matrix)
    sight.guests[Made.web] = HostSight.Guest(
      name: "web01", state: state, assigned: matrix, effective: matrix, isRunning: runs)
    return sight
  }

  private static func words(_ chronicle: inout Chronicle, _ sight: HostSight, at: Int64)
    -> [String]
  {
    let entries = chronicle.look(
      .host(sight), began: Made.moment(at - 10), mark: 10, endMark: 10, at: Made.moment(at))
    return entries.filter { $0.kind == .guest || $0.kind == .mdev }.map { entry in
      "\(entry.part ?? "mdev") \(entry.before ?? "none") -> \(entry.after ?? "none")"
    }
  }

  @Test(arguments: [(true, false, "running yes -> no"), (false, true, "running no -> yes")])
  func `has its start and its stop`(before: Bool, after: Bool, words: String) {
    var chronicle = Made.begun(Self.sight(.active, Self.matrix, runs: before))
    let unknown = Self.sight(.active, Self.matrix, runs: nil)
    #expect(Self.words(&chronicle, unknown, at: 2_000).isEmpty)
    let known = Self.sight(.active, Self.matrix, runs: after)
    #expect(Self.words(&chronicle, known, at: 3_000) == [words])
  }

  @Test func `is not said to have stopped where nobody had seen it run`() {
    var chronicle = Made.begun(Self.sight(.active, Self.matrix, runs: nil))
    let stopped = Self.sight(.active, Self.matrix, runs: false)
    #expect(Self.words(&chronicle, stopped, at: 2_000).isEmpty)
    var other = Made.begun(Self.sight(.active, Self.matrix, runs: nil))
    let running = Self.sight(.active, Self.matrix, runs: true)
    #expect(Self.words(&other, running, at: 2_000) == ["running not known -> yes"])
  }

  /// Linux before 6.15 lets the guest use its queues until it stops.
  @Test func `keeps what it had until its mdev is gone`() {
    var chronicle = Made.begun(Self.sight(.active, Self.matrix, runs: true))
    let going = Self.sight(.beingRemoved, nil, runs: nil)
    #expect(
      Self.words(&chronicle, going, at: 2_000) == [
        "mdev active -> \(Mdev.State.beingRemoved.rawValue)"
      ])
    var gone = Made.sight([Made.first: Made.unassigned])
    gone.guests = [:]
    #expect(
      Self.words(&chronicle, gone, at: 3_000) == [
        "mdev \(Mdev.State.beingRemoved.rawValue) -> absent",
        "assigned adapters 05, domains 0004 -> none", "effective adapters 05, domains 0004 -> none",
        "running yes -> no",
      ])
  }

  /// A writer of `bind` moves no hardware.
  @Test(arguments: [(true, HistoryEntry.Cause.other), (false, .hardware)])
  func `shares a host with cards whose driver somebody changed`(
    staysOn: Bool, cause: HistoryEntry.Cause
  ) {
    var before = Self.sight(.active, Self.matrix, runs: false)
    before.cards[AdapterID(5)] = .init(driver: "cex4card", isConfigured: true)
    var after = before
    after.cards[AdapterID(5)] = .init(driver: nil, isConfigured: staysOn)
    var chronicle = Made.begun(before)
    let entries = chronicle.look(
      .host(after), began: Made.moment(1_990), mark: 10, endMark: 10, at: Made.moment(2_000))
    #expect(entries.filter { $0.kind == .card }.map(\.cause) == [cause])
    var probed = Made.begun(after)
    probed.write(OwnWrite(.probeCard(AdapterID(5)), at: Made.moment(1_500), mark: 11))
    let repaired = probed.look(
      .host(before), began: Made.moment(1_990), mark: 20, endMark: 20, at: Made.moment(2_000))
    #expect(repaired.filter { $0.kind == .card }.map(\.cause) == [.apmatrix])
  }
}
