import APHost
import APModel
import Testing

@testable import FakeKernel

/// What vanishes between any two accesses of a reader is there as it was, or is not there: never a part of
/// it, nor a failure.
@Suite
struct `A host that changes while it is read` {
  private static let kernels = ["6.1", "6.12", "7.1"]

  /// The three guests; the first one runs if it is to.
  private static func host(_ kernel: String, runs: Bool) throws -> FakeKernel {
    var host = try FakeKernel.documented(kernel)
    if runs { try host.step(.guest(uuid: ThreeGuests.uuids[0], open: true)) }
    return host
  }

  private static func snapshot(_ kernel: FakeKernel, _ depth: ReadDepth) throws
    -> APModel.HostSnapshot
  {
    let tree = TurningTree(kernel, kernel, after: 0)
    return try HostReader(tree, depth: depth).snapshot()
  }

  private static func problems(_ snapshot: APModel.HostSnapshot) -> [String] {
    ProblemFinder(HostAnalysis(snapshot)) { $0 }.problems.map(\.sentence)
  }

  /// Reads with the change before the first access, behind each one, and behind the last.
  private static func readAtEachMoment(
    _ before: FakeKernel, _ after: FakeKernel, _ depth: ReadDepth, late: Set<String> = [],
    _ check: (APModel.HostSnapshot, Int) -> Void
  ) throws {
    var moment = 0
    while true {
      let tree = TurningTree(before, after, after: moment, late: late)
      check(try HostReader(tree, depth: depth).snapshot(), moment)
      guard tree.count > moment else { break }
      moment += 1
    }
    #expect(moment > 40)
  }

  /// How an mdev goes: at once, or half while its guest has it open.
  enum Going: CaseIterable {
    case removed
    case leaving
    case detaching
  }

  @Test(arguments: kernels, Going.allCases)
  func `shows an mdev that goes as it was, or as it is by then`(
    kernel: String, going: Going
  ) throws {
    let before = try Self.host(kernel, runs: going != .removed)
    var after = before
    let mdev = ThreeGuests.path(1)
    _ = after.apply(
      going == .detaching
        ? .write(
          path: "bus/mdev/drivers/vfio_ap_mdev/unbind", data: Array(ThreeGuests.uuids[0].utf8))
        : .write(path: "\(mdev)/remove", data: Array("1\n".utf8)))
    for depth in [ReadDepth.summary, .full] {
      let whole = try [before, after].map { try Self.snapshot($0, depth) }
      #expect(whole[0].mdevs != whole[1].mdevs)
      let known = whole.flatMap(Self.problems)
      try Self.readAtEachMoment(before, after, depth) { snapshot, moment in
        let isEither = whole.contains { $0.mdevs == snapshot.mdevs }
        #expect(isEither, "\(depth), after \(moment): \(snapshot.mdevs.map { "\($0)" })")
        let isComplete = snapshot.isComplete
        #expect(isComplete, "\(depth), after \(moment): \(snapshot.problems)")
        let more = Self.problems(snapshot).filter { !known.contains($0) }
        #expect(more.isEmpty, "\(depth), after \(moment): \(more)")
      }
    }
  }

  @Test(arguments: kernels, [ReadDepth.summary, .planning, .full])
  func `shows an adapter that goes as it was, or not at all`(
    kernel: String, depth: ReadDepth
  ) throws {
    let before = try Self.host(kernel, runs: true)
    var after = before
    try after.step(.hardware(.removeAdapter(AdapterID(6))))
    try after.step(.scan)
    var whole = try [before, after].map { try Self.snapshot($0, depth) }
    for place in whole.indices { whole[place].bus.scans = nil }
    try Self.readAtEachMoment(before, after, depth) { snapshot, moment in
      var snapshot = snapshot
      snapshot.bus.scans = nil
      let isEither = whole.contains(snapshot)
      #expect(isEither, "\(depth), after \(moment)")
    }
  }

  /// The kernel counts a scan at its end: a reader in the middle of it meets what is gone already.
  @Test(arguments: kernels, [ReadDepth.summary, .planning, .full])
  func `shows no queue without its card while a scan goes on`(
    kernel: String, depth: ReadDepth
  ) throws {
    let before = try Self.host(kernel, runs: false)
    var after = before
    try after.step(.hardware(.removeAdapter(AdapterID(6))))
    try after.step(.scan)
    try Self.readAtEachMoment(before, after, depth, late: ["bus/ap/scans"]) { snapshot, moment in
      let cards = Set(snapshot.cards.map(\.id))
      let lonely = snapshot.queues.filter { !cards.contains($0.id.adapter) }
      #expect(lonely.isEmpty, "\(depth), after \(moment): \(lonely.map(\.id))")
      let problems = snapshot.problems
      #expect(problems.isEmpty, "\(depth), after \(moment)")
    }
  }
}
