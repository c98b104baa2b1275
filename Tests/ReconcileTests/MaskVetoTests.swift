import APModel
import FakeKernel
import Reconcile
import Testing

/// Masks that can't be taken from under a guest, on every kernel.
@Suite
struct `A mask bit that an mdev needs clear` {
  private static func reserving(_ adapters: [UInt8], _ domains: [UInt8]) -> HostReservation {
    .masks(
      adapters: AdapterSet.all.subtracting(AdapterSet(adapters.map { AdapterID($0) })),
      domains: DomainSet.all.subtracting(DomainSet(domains.map { DomainID($0) })))
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `is not set, and the guest and its queue are named`(kernel: String) throws {
    var host = SmallHost(kernel)
    host.guest(SmallHost.web, [5], [4], runs: true)
    let obstacles = try host.plan([], reservation: Self.reserving([], [])).obstacles
    let reserved = try #require(obstacles.first)
    #expect(reserved.rule == .queueReserved)
    #expect(reserved.object == "mdev \(SmallHost.web)")
    #expect(reserved.fact.contains("05.0004"))
  }

  /// Adapter 5 could be reserved again because domain 4 is not: only newer kernels refuse that.
  private static func lShaped(_ kernel: String, runs: Bool) -> SmallHost {
    var host = SmallHost(kernel)
    host.guest(SmallHost.web, [5], [4], runs: runs)
    host.write("bus/ap/aqmask", "-4")
    return host
  }

  @Test(arguments: ["6.1", "6.12"])
  func `may be set where the other mask still frees the queues`(kernel: String) throws {
    let host = Self.lShaped(kernel, runs: true)
    let planning = try host.plan([], reservation: Self.reserving([], [4]))
    #expect(planning.plan?.steps.map { $0.operation.write?.value } == ["+0x05"])
  }

  @Test func `is explained where the kernel refuses it although no queue would move`() throws {
    let host = Self.lShaped("7.1", runs: true)
    let obstacles = try host.plan([], reservation: Self.reserving([], [4])).obstacles
    #expect(obstacles.map(\.rule) == [.maskVeto])
    #expect(obstacles.first?.fact.contains("adapter 05") == true)
    // Nobody has declared this mdev, so neither a configuration nor a stopped guest would help.
    #expect(obstacles.first?.remedy == "leave the bit clear, or unassign the number first")
  }

  @Test func `has one reason where it would also take queues`() throws {
    var host = SmallHost("7.1")
    host.guest(SmallHost.web, [5], [4], runs: true)
    let unnamed = try host.plan([], reservation: Self.reserving([], [])).obstacles
    #expect(unnamed.map(\.rule) == [.queueReserved])
    let guest = (SmallHost.web, SmallHost.matrix([5], [4]))
    let named = try host.plan([guest], reservation: Self.reserving([], [])).obstacles
    #expect(named.map(\.rule) == [.queueReserved])
  }

  @Test func `is planned around for a stopped guest, which steps aside`() throws {
    let host = Self.lShaped("7.1", runs: false)
    let guest = (SmallHost.web, SmallHost.matrix([5], [4]))
    let plan = try #require(
      try host.plan([guest], reservation: Self.reserving([], [4])).plan)
    #expect(plan.steps.map(\.phase) == [.release, .reserve, .acquire, .verify])
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete)
    #expect(tree.kernel.mdevs.first?.matrix == guest.1)
  }

  @Test func `stays clear where the masks are derived`() throws {
    let host = Self.lShaped("7.1", runs: true)
    let guest = (SmallHost.web, SmallHost.matrix([5], [4]))
    #expect(try host.plan([guest]).plan?.isEmpty == true)
  }

  /// Without zcrypt_cex4 no card has a driver, and none is needed: no queue gets to the host.
  @Test func `is clear for a bus without host drivers`() throws {
    var host = SmallHost("7.1")
    host.unload(.zcrypt)
    let planning = try host.plan([], reservation: Self.reserving([5], []))
    let plan = try #require(planning.plan, "\(planning.obstacles)")
    #expect(plan.steps.map { $0.operation.write?.value } == ["-0x05"])
    #expect(plan.steps.allSatisfy { $0.effects.isEmpty })
  }
}
