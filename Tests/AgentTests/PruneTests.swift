import APModel
import Reconcile
import Synchronization
import TestSupport
import Testing

@testable import Agent
@testable import FakeKernel

/// An agent that removes what nobody has declared.
@Suite
struct `An agent with "unmanaged: prune"` {
  private static let other = "8ab1f3b0-4d6b-4c0a-9d9b-6a1a5bd3d0a1"

  /// A guest that reaches nothing, since the host has no domain 5: nothing tells whether it runs.
  private static func kept(
    _ unmanaged: String, isOpen: Bool?, _ asked: SharedNames = SharedNames(),
    mode: AgentPolicy.Mode = .enforce
  ) throws -> (KeptHost, KeptAgent) {
    let text = "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 5}}"
    let host = try KeptHost(text, policy: "unmanaged: \(unmanaged)") { environment in
      environment.isOpen = { uuid in
        asked.note(uuid)
        return isOpen
      }
    }
    host.tree.rival(
      "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create", Self.other)
    _ = try host.declare(text, mode: mode.rawValue)
    let agent = KeptAgent(host, mode: mode)
    agent.pass(20_000)
    // Whoever has made it may be about to assign something.
    #expect(Self.mdevs(host).contains(Self.other) && asked.names.isEmpty)
    host.seconds.pass(60)
    agent.pass(400_000)
    return (host, agent)
  }

  @Test func `asks for nothing, and removes nothing, where it only observes`() throws {
    let asked = SharedNames()
    let (host, _) = try Self.kept("prune", isOpen: false, asked, mode: .observe)
    #expect(asked.names.isEmpty && Self.mdevs(host) == [Self.other])
  }

  private static func mdevs(_ host: KeptHost) -> Set<String> {
    Set(host.tree.kernel.mdevs.map(\.uuid))
  }

  @Test func `removes an mdev without queues that nobody has open`() throws {
    let (host, agent) = try Self.kept("prune", isOpen: false)
    #expect(Self.mdevs(host) == [KeptHost.uuid], "\(agent.lines)")
  }

  /// Not only at the next whole look, five minutes later.
  @Test func `looks again when it may ask, and says so meanwhile`() throws {
    let host = try KeptHost("guests: {}", policy: "unmanaged: prune") { $0.isOpen = { _ in false } }
    host.tree.rival(
      "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create", Self.other)
    let agent = KeptAgent(host)
    agent.pass(20_000)
    let waits = try #require(agent.state.status.look?.waits)
    #expect(
      waits.contains(
        "mdev \(Self.other) may just have been made, and nobody declared it: when it is 60 s old it is asked"
          + " whether a guest has it open, and removed if none has"), "\(waits)")
    host.seconds.pass(60)
    agent.pass(50_000)
    #expect(Self.mdevs(host).isEmpty, "\(agent.lines)")
    #expect(agent.state.status.look?.waits == [])
  }

  @Test func `takes one that is made again for a new one`() throws {
    let matrix = "devices/vfio_ap/matrix/"
    let create = matrix + "mdev_supported_types/vfio_ap-passthrough/create"
    let host = try KeptHost("guests: {}", policy: "unmanaged: prune") { $0.isOpen = { _ in false } }
    host.tree.rival(create, Self.other)
    let agent = KeptAgent(host)
    agent.pass(4_000)
    host.tree.rival(matrix + Self.other + "/remove", "1")
    agent.pass(4_000)
    host.seconds.pass(60)
    host.tree.rival(create, Self.other)
    agent.pass(8_000)
    #expect(Self.mdevs(host) == [Self.other], "\(agent.lines)")
    host.seconds.pass(60)
    agent.pass(70_000)
    #expect(Self.mdevs(host).isEmpty, "\(agent.lines)")
  }

  @Test(arguments: [true, nil])
  func `leaves one that somebody has open, or may have`(isOpen: Bool?) throws {
    let (host, _) = try Self.kept("prune", isOpen: isOpen)
    #expect(Self.mdevs(host) == [KeptHost.uuid, Self.other])
  }

  /// The question opens the group, and a guest that starts in that moment is refused.
  @Test(arguments: ["prune", "leave"])
  func `asks only for what it would remove whether it is open`(unmanaged: String) throws {
    let asked = SharedNames()
    _ = try Self.kept(unmanaged, isOpen: true, asked)
    #expect(asked.names == (unmanaged == "prune" ? [Self.other] : []))
  }
}

/// Names that are collected from anywhere.
private final class SharedNames: Sendable {
  private let all = Mutex<Set<String>>([])

  var names: Set<String> { all.withLock { $0 } }

  func note(_ name: String) { all.withLock { _ = $0.insert(name) } }
}
