import APModel
import Testing

@testable import Agent
@testable import FakeKernel

/// A host that overrides have handed over, and a configuration that is changed to masks.
@Suite
struct `A keeper that is told to go from overrides to masks` {
  private static let guests =
    "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}"
  private static let overrides = "host: {ownership: driver-override}\n" + guests
  private static let queue = APQN(AdapterID(5), DomainID(4))
  private static let refused =
    "masks can't be written before the host is restarted: the kernel still counts a driver_override"
    + " that left with its queue, and refuses; until then guests are kept by overrides"

  /// Kept by overrides, with what appears held, and a guest that runs.
  private static func held() throws -> KeptHost {
    let host = try KeptHost(overrides)
    for _ in 0..<2 { #expect(repair(host)) }
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    #expect(!host.tree.kernel.bus.probesAutomatically)
    return host
  }

  private static func repair(_ host: KeptHost) -> Bool {
    _ = host.keeper.look(leaving: [])
    return host.keeper.apply { false }.isComplete
  }

  private static func leave(_ host: KeptHost) {
    host.tree.happen(.hardware(.removeAdapter(AdapterID(5))))
    host.tree.happen(.scan)
  }

  private static func comeBack(_ host: KeptHost) {
    host.tree.happen(.hardware(.addAdapter(AdapterID(5), type: 13, mode: .cca)))
    host.tree.happen(.scan)
  }

  private static func keepsByOverrides(_ host: KeptHost) {
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && look.isHeld, "\(look)")
    #expect(look.loggedProblems.contains { $0.hasPrefix(refused) }, "\(look.problems)")
    #expect(look.waits == [RefusedMasks.wait] && !look.isAsDeclared)
    #expect(host.tree.kernel.vfioQueues == [queue])
  }

  @Test func `lets the kernel probe once it has taken the masks`() throws {
    let host = try Self.held()
    _ = try host.declare(Self.guests)
    var probedBefore = false
    host.tree.observer = { _, kernel, _ in
      probedBefore = probedBefore || (kernel.bus.probesAutomatically && kernel.bus.apmask == .all)
    }
    #expect(Self.repair(host))
    #expect(!probedBefore && host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.tree.kernel.vfioQueues == [Self.queue])
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && look.problems.isEmpty && !look.mayHold, "\(look)")
  }

  @Test func `goes on to hold where the kernel refuses them, and tries it once`() throws {
    let host = try Self.held()
    Self.leave(host)
    _ = host.keeper.look(leaving: [])
    Self.comeBack(host)
    #expect(Self.repair(host))
    _ = try host.declare(Self.guests)
    _ = host.keeper.look(leaving: [])
    let applied = host.keeper.apply { false }
    #expect(applied.steps.last?.outcome == .failed("EINVAL"), "\(applied)")
    // That is no fault of the model: no file shows what the kernel counts.
    #expect(applied.differences.isEmpty && !applied.undone.isEmpty, "\(applied)")
    #expect(!host.tree.kernel.bus.probesAutomatically && host.marker.isSet)
    Self.keepsByOverrides(host)
    Self.leave(host)
    _ = host.keeper.look(leaving: [])
    Self.comeBack(host)
    #expect(host.tree.kernel.hostQueues == [APQN(AdapterID(6), DomainID(4))])
    #expect(Self.repair(host))
    Self.keepsByOverrides(host)
    // Told again, it tries again.
    _ = try host.declare(Self.guests)
    #expect(host.keeper.look(leaving: []).steps.contains { $0.object == "masks" })
  }

  @Test func `holds what is away, whose override the kernel counts`() throws {
    let host = try Self.held()
    Self.leave(host)
    _ = try host.declare(Self.guests)
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && look.isHeld, "\(look)")
    #expect(look.loggedProblems.contains { $0.hasPrefix(Self.refused) }, "\(look.problems)")
    Self.comeBack(host)
    #expect(host.tree.kernel.hostQueues == [APQN(AdapterID(6), DomainID(4))])
    #expect(Self.repair(host))
    // It is not tried because the queue is back: the count stays.
    Self.keepsByOverrides(host)
  }

  /// Nothing of the host's files shows overrides then, but that of the queue.
  @Test func `makes the guest that has no mdev, and never leads its queue to the host`() throws {
    let host = try Self.held()
    Self.leave(host)
    _ = host.keeper.look(leaving: [])
    Self.comeBack(host)
    #expect(Self.repair(host))
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: false))
    host.tree.rival("devices/vfio_ap/matrix/\(KeptHost.uuid)/remove", "1")
    var exposed = false
    host.tree.observer = { _, kernel, _ in
      exposed = exposed || kernel.hostQueues.contains(Self.queue)
    }
    _ = try host.declare(Self.guests)
    _ = host.keeper.look(leaving: [])
    #expect(host.keeper.apply { false }.steps.last?.outcome == .failed("EINVAL"))
    #expect(Self.repair(host))
    #expect(!exposed && host.tree.kernel.mdevs.first?.shadow.contains(Self.queue) == true)
    Self.keepsByOverrides(host)
  }

  /// Then no restart is needed, and none is told of.
  @Test func `gets to masks where somebody has cleared an override by hand`() throws {
    let host = try Self.held()
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: false))
    host.tree.rival("devices/ap/card05/05.0004/driver_override", "")
    host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "05.0004")
    host.tree.rival("bus/ap/drivers_probe", "05.0004")
    _ = try host.declare(Self.guests)
    for _ in 0..<3 {
      let look = host.keeper.look(leaving: [])
      #expect(!look.loggedProblems.contains { $0.hasPrefix(Self.refused) }, "\(look.problems)")
      _ = host.keeper.apply { false }
    }
    #expect(host.tree.kernel.bus.apmask != .all && host.tree.kernel.bus.probesAutomatically)
    #expect(host.tree.kernel.vfioQueues == [Self.queue])
  }

  /// Neither mask alone frees both guests' queues, and with either bits of both the host would lose others.
  @Test func `binds what appears also where it can't go on`() throws {
    let other = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
    let guests =
      "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4},"
      + " db01: {uuid: \(other), adapters: 6, domains: 5}}"
    let host = try KeptHost("host: {ownership: driver-override}\n" + guests, domains: [4, 5])
    for _ in 0..<2 { #expect(Self.repair(host)) }
    #expect(!host.tree.kernel.bus.probesAutomatically)
    _ = try host.declare(
      "host: {keeps: {adapters: all except 5, domains: all except 5}}\n" + guests)
    host.tree.happen(.hardware(.addAdapter(AdapterID(9), type: 13, mode: .cca)))
    host.tree.happen(.scan)
    for _ in 0..<3 {
      #expect(host.keeper.look(leaving: []).isObstructed)
      _ = host.keeper.apply { false }
    }
    #expect(host.tree.kernel.hostQueues.contains(APQN(AdapterID(9), DomainID(4))))
  }
}
