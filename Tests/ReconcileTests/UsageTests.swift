import APModel
import FakeKernel
import Reconcile
import Testing

/// Who has an mdev open is the kernel's word, not that of a command line.
@Suite
struct `A process that names an mdev` {
  private static func planning(isInUse: Bool?) throws -> Planning {
    var host = SmallHost("7.1")
    host.guest(SmallHost.web, [5], [4])
    var snapshot = try host.snapshot
    snapshot.mdevs[0].process = GuestProcess(pid: 4711, name: "web01")
    snapshot.mdevs[0].isInUse = isInUse
    return Planner.plan(from: snapshot, to: Target(removals: [SmallHost.web]))
  }

  @Test func `does not keep it from being removed`() throws {
    let planning = try Self.planning(isInUse: false)
    #expect(planning.obstacles.isEmpty, "\(planning.obstacles)")
    #expect(planning.plan?.consents.isEmpty == true)
  }

  @Test(
    arguments: [
      (true, "a running guest has it open, so removing it would block"),
      (nil, "whether a guest has it open can't be told: it reaches no queue"),
    ] as [(Bool?, String)])
  func `gives it its name where the kernel says that it may be open`(
    isInUse: Bool?, fact: String
  ) throws {
    let obstacle = try #require(try Self.planning(isInUse: isInUse).obstacles.first)
    #expect(obstacle.fact == fact)
    #expect(obstacle.object == "guest web01 (mdev \(SmallHost.web))")
  }
}
