import APModel
import Reconcile
import Sysfs
import Testing

@testable import Agent
@testable import FakeKernel

/// Hosts on which new queues can't be held.
@Suite
struct `A keeper that can't hold new queues` {
  @Test(arguments: ["host: {ownership: driver-override}\n", "host: {ownership: masks}\n", ""])
  func `never touches a kernel whose queues have no override`(text: String) throws {
    let host = try KeptHost(
      text + "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}",
      kernel: .linux6_12)
    for _ in 0..<3 {
      _ = host.keeper.look(leaving: [])
      _ = host.keeper.apply { false }
    }
    host.tree.rival("bus/ap/drivers_autoprobe", "0")
    let look = host.keeper.look(leaving: [])
    #expect(!look.mayHold && !look.steps.contains { $0.object == KeptHost.autoprobe })
    #expect(host.keeper.release(isCancelled: { false }, progress: { _ in }) == Applied())
    #expect(!host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
  }

  @Test func `does not where the file that outlives it can't be made, and says so`() throws {
    let host = try KeptHost(KeptHost.holding(), marker: "nowhere/hold")
    host.repair()
    host.repair()
    #expect(host.tree.kernel.bus.probesAutomatically)
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && !look.isObstructed)
    #expect(look.problems.map(\.code) == [.holdRefused])
    #expect(look.problems.first?.sentence.contains("nowhere/hold can't be written: ") == true)
    // Read again, it is tried again.
    _ = try host.declare(KeptHost.holding())
    #expect(host.keeper.look(leaving: []).steps.map(\.object) == [KeptHost.autoprobe])
  }

  @Test func `does not where the kernel takes no 0, and says so`() throws {
    let host = try KeptHost(KeptHost.holding())
    host.repair()
    host.tree.readOnly = ["bus/ap/drivers_autoprobe"]
    #expect(host.keeper.look(leaving: []).steps.map(\.object) == [KeptHost.autoprobe])
    let applied = host.keeper.apply { false }
    #expect(applied.steps.map(\.outcome) == [.failed("EROFS")], "\(applied)")
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && !look.isHeld && !host.marker.isSet)
    #expect(look.problems.map(\.code) == [.holdRefused])
    // What appears is the kernel's to bind, and taken back from the host as ever.
    host.scan(.removeAdapter(AdapterID(5)))
    host.scan(.back(5))
    host.repair()
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5)])
  }

  /// What somebody else keeps changing back is left alone, and what that means for guests is said.
  @Test func `says that it does not where drivers_autoprobe is left alone`() throws {
    let host = try KeptHost(KeptHost.holding())
    host.repair()
    host.repair()
    #expect(!host.tree.kernel.bus.probesAutomatically)
    #expect(host.keeper.look(leaving: [KeptHost.autoprobe]).problems.isEmpty)
    host.tree.rival("bus/ap/drivers_autoprobe", "1")
    let look = host.keeper.look(leaving: [KeptHost.autoprobe])
    #expect(look.problems.map(\.code) == [.holdRefused])
    #expect(
      look.problems.first?.sentence
        == "new queues can't be held for their owners: somebody else keeps writing 1 to drivers_autoprobe;"
        + " the kernel gives each to the host first")
    #expect(host.keeper.look(leaving: []).problems.isEmpty)
  }
}
