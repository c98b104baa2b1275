import APHost
import APModel
import FakeKernel
import Reconcile
import Testing

/// A token of openCryptoki with `APQN_ANY` takes whatever EP11 queue the host has.
@Suite
struct `The last EP11 queue of a host` {
  private static let file = "/etc/opencryptoki/ep11tok.conf"

  /// A host of card 05 (EP11) and card 06 (CCA), of one domain each.
  private static func snapshot() throws -> HostSnapshot {
    var hardware = Hardware(domains: [DomainID(4), DomainID(0x47)])
    hardware.adapters[AdapterID(5)] = HardwareAdapter(type: 14, mode: .ep11)
    hardware.adapters[AdapterID(6)] = HardwareAdapter(type: 14, mode: .cca)
    let kernel = FakeKernel.booted(.linux7_1, hardware: hardware)
    var snapshot = try HostReader(MemoryTree(kernel), depth: .full).snapshot()
    var users = QueueUsers()
    users.ep11Files = [file]
    var watch = UseWatch(span: 0)
    snapshot.uses = watch.look(at: snapshot.queues, users: users, now: 0)
    return snapshot
  }

  /// Masks take the whole adapter, and overrides one queue after the other.
  @Test(
    arguments: [
      ([5], [4, 0x47], .masks, true), ([5], [4], .masks, true), ([6], [4, 0x47], .masks, false),
      ([5], [4, 0x47], .driverOverride, true), ([5], [4], .driverOverride, false),
      ([6], [4, 0x47], .driverOverride, false),
    ] as [([UInt8], [UInt8], Ownership, Bool)])
  func `is not taken without a word about the file`(
    guest: (adapters: [UInt8], domains: [UInt8], ownership: Ownership, isTold: Bool)
  ) throws {
    let matrix = SmallHost.matrix(guest.adapters, guest.domains)
    let target = Target(
      ownership: guest.ownership, reservation: .derive,
      guests: [GuestTarget(name: "web01", uuid: SmallHost.web, matrix: matrix)])
    let plan = try #require(Planner.plan(from: try Self.snapshot(), to: target).plan)
    let told = plan.steps.flatMap(\.effects).filter {
      $0 == .leavesNone([Self.file + " (APQN_ANY)"])
    }
    #expect(told.count == (guest.isTold ? 1 : 0), "\(plan.steps.flatMap(\.effects))")
    // The file that the package ships says so: by itself it is no use of any queue.
    #expect(plan.consents.isEmpty)
  }
}
