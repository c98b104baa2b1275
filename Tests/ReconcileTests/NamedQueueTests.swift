import APModel
import FakeKernel
import Reconcile
import Testing

/// Queues that a key of zkey or a token of openCryptoki names, which a plan takes from the host.
@Suite
struct `A queue that a file of the host's programs names` {
  private static let four = APQN(AdapterID(5), DomainID(4))
  private static let other = APQN(AdapterID(6), DomainID(0x47))
  private static let absent = APQN(AdapterID(9), DomainID(4))
  private static let key = "/etc/zkey/repository/disk.info"
  private static let last = "leaves the host no queue of those that \(key) names"

  /// The plan that gives a guest 05.0004, where the file names these queues.
  private static func plan(_ named: [APQN]) throws -> Plan {
    var snapshot = try SmallHost("6.12").snapshot
    var users = QueueUsers()
    for queue in named { users.files[queue] = [key] }
    var watch = UseWatch(span: 0)
    snapshot.uses = watch.look(at: snapshot.queues, users: users, now: 0)
    let guest = GuestTarget(
      name: "g0", uuid: SmallHost.web, matrix: SmallHost.matrix([5], [4]))
    let target = Target(guests: [guest])
    return try #require(Planner.plan(from: snapshot, to: target, insists: true).plan)
  }

  @Test(
    arguments: [
      ([four], true), ([four, absent], true), ([four, other], false), ([other], false), ([], false),
    ] as [([APQN], Bool)])
  func `is told as the last one if none of those that the file names stays with the host`(
    named: [APQN], isLast: Bool
  ) throws {
    let plan = try Self.plan(named)
    let texts = plan.steps.flatMap(\.effects).map(\.text)
    #expect(texts.contains(Self.last) == isLast, "\(texts)")
    let asked = plan.consents.contains { $0.text.contains("named in \(Self.key)") }
    #expect(asked == named.contains(Self.four), "\(plan.consents)")
  }
}
