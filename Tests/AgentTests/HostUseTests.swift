import APModel
import Reconcile
import Testing

@testable import Agent
@testable import FakeKernel

/// What the host used once is no use; what it uses is never taken without consent.
@Suite
struct `A queue that the host has used` {
  private static let queue = APQN(AdapterID(5), DomainID(4))

  private static func host(
    _ change: (inout ExecutionEnvironment) -> Void = { _ in }
  ) throws -> KeptHost {
    let guests = "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}"
    let host = try KeptHost(guests, environment: change)
    // As the kernel's random number source leaves it at boot.
    host.tree.used = [queue]
    host.tree.requests = 1
    return host
  }

  @Test func `once is given to its guest after it was quiet for as long as the policy says`() throws
  {
    let host = try Self.host()
    let first = host.keeper.look(leaving: [])
    #expect(first.steps.isEmpty)
    #expect(
      first.waits == [
        "05.0004 once had requests of the host: watched for 20 s, whether more come, before it is"
          + " taken"
      ])
    #expect(first.watchEnds == 20_000 && first.awaitsWatch)
    host.seconds.pass(19)
    let early = host.keeper.look(leaving: [])
    #expect(early.steps.isEmpty && early.watchEnds == 1_000)
    host.seconds.pass(1)
    let quiet = host.keeper.look(leaving: [])
    #expect(quiet.waits.isEmpty && quiet.watchEnds == nil)
    let applied = host.keeper.apply { false }
    #expect(applied.isComplete)
    let ground = "; 05.0004 had requests once, and none in the last 20 s"
    #expect(quiet.steps.filter { $0.text.hasSuffix(ground) }.count == 1, "\(quiet.steps)")
    #expect(applied.steps.filter { $0.text.hasSuffix(ground) }.count == 1, "\(applied.steps)")
    #expect(host.tree.kernel.vfioQueues == [Self.queue])
  }

  @Test func `and that no guest needs is not watched for one that waits for something else`() throws
  {
    let guests = "guests: {web01: {uuid: \(KeptHost.uuid), adapters: [6, 9], domains: 4}}"
    let host = try KeptHost(guests)
    host.tree.used = [Self.queue]
    host.tree.requests = 1
    #expect(host.keeper.look(leaving: []).watchEnds == nil)
    #expect(host.keeper.apply { false }.isComplete)
    host.tree.requests += 1
    let look = host.keeper.look(leaving: [])
    #expect(!look.waits.isEmpty && look.watchEnds == nil && !look.awaitsWatch, "\(look.waits)")
  }

  @Test func `and may be used unseen is taken with a word about that`() throws {
    let host = try Self.host {
      $0.users = { _ in
        var users = QueueUsers()
        users.unseen = ["whether other users' programs have a zcrypt device open"]
        return users
      }
    }
    _ = host.keeper.look(leaving: [])
    host.seconds.pass(20)
    let texts = host.keeper.look(leaving: []).steps.map(\.text)
    let gap = "; not looked at: whether other users' programs have a zcrypt device open"
    #expect(texts.filter { $0.hasSuffix(gap) }.count == 1, "\(texts)")
  }

  @Test func `and that a key names stays with the host`() throws {
    let host = try Self.host {
      $0.users = { _ in
        var users = QueueUsers()
        users.files = [Self.queue: ["/etc/zkey/repository/disk.info"]]
        return users
      }
    }
    for _ in 0..<3 {
      host.seconds.pass(20)
      let look = host.keeper.look(leaving: [])
      #expect(look.steps.isEmpty)
      let wait = "the host uses 05.0004 (named in /etc/zkey/repository/disk.info) and would lose it"
      #expect(look.waits.contains { $0.hasPrefix(wait) }, "\(look.waits)")
    }
  }

  @Test func `again and again stays with the host, which is said once`() throws {
    let host = try Self.host()
    _ = host.keeper.look(leaving: [])
    for _ in 0..<5 {
      host.seconds.pass(15)
      host.tree.requests += 2
      let look = host.keeper.look(leaving: [])
      #expect(look.steps.isEmpty)
      let wait = "the host uses 05.0004 (requests come, or are under way) and would lose it"
      #expect(look.waits.count == 1 && look.waits[0].hasPrefix(wait), "\(look.waits)")
      // It is looked at again, and nothing waits for that.
      #expect(look.watchEnds == 20_000 && !look.awaitsWatch)
    }
  }

  @Test func `and that has requests under way stays with the host however long it is watched`()
    throws
  {
    let host = try Self.host()
    host.tree.pending = 3
    for _ in 0..<5 {
      let look = host.keeper.look(leaving: [])
      #expect(look.steps.isEmpty && look.watchEnds == 20_000)
      #expect(
        look.waits.contains { $0.contains("(requests come, or are under way)") }, "\(look.waits)")
      host.seconds.pass(60)
    }
  }

  @Test func `is not taken if a request comes between the plan and the write`() throws {
    let host = try Self.host()
    _ = host.keeper.look(leaving: [])
    host.seconds.pass(20)
    #expect(!host.keeper.look(leaving: []).steps.isEmpty)
    host.tree.requests += 1
    let applied = host.keeper.apply { false }
    #expect(!applied.isComplete && host.tree.writes == 0)
    #expect(applied.interruption?.contains("1 more request") == true, "\(applied)")
  }

  /// The example's guests, and an adapter that none of them needs.
  private static func documented() throws -> KeptHost {
    let host = try KeptHost(
      """
      guests:
        web01: {uuid: \(KeptHost.uuid), adapters: [5, 6], domains: [4, 0xab]}
        db01: {uuid: cef03c3c-903d-4ecc-9a83-40694cb8aee4, adapters: 5, domains: [0x47, 0xff]}
        db02: {uuid: 30820a6f-b1a5-4503-91ca-0c10ba58692a, adapters: 6, domains: [0x47, 0xff]}
      """, adapters: [5, 6, 10], domains: [4, 0x47, 0xab, 0xff])
    host.tree.used = [queue]
    host.tree.requests = 1
    return host
  }

  private static let unneeded = [4, 0x47, 0xab, 0xff].map { APQN(AdapterID(10), DomainID($0)) }

  @Test func `once costs no guest its queues, and the host none that nobody needs`() throws {
    let host = try Self.documented()
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
    host.seconds.pass(20)
    #expect(!host.keeper.look(leaving: []).steps.isEmpty)
    #expect(host.keeper.apply { false }.isComplete)
    #expect(host.keeper.look(leaving: []).guests.map(\.effective) == [2, 2, 4])
    #expect(host.tree.kernel.hostQueues == Set(Self.unneeded))
  }

  @Test func `and is using is not spared by taking others that nobody needs`() throws {
    let host = try Self.documented()
    host.tree.pending = 1
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.allSatisfy { $0.object != "masks" }, "\(look.steps)")
    #expect(
      look.waits.contains { $0.contains("05.0004 (requests come, or are under way)") },
      "\(look.waits)")
    if !look.steps.isEmpty { #expect(host.keeper.apply { false }.isComplete) }
    #expect(Set(Self.unneeded).isSubset(of: Set(host.tree.kernel.hostQueues)))
    #expect(host.tree.kernel.hostQueues.contains(Self.queue))
  }
}
