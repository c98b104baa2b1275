import APHost
import APModel
import FakeKernel
import Reconcile
import Testing

/// A command's watch over the host's queues, whose seconds pass when the test lets them.
@Suite
struct `A watch before a plan` {
  private static let queue = APQN(AdapterID(5), DomainID(4))
  private static let other = APQN(AdapterID(6), DomainID(0x47))

  /// Watches a host whose queues had one request each, while something happens in some second.
  ///
  /// - Returns: the seconds that it took, and what was found.
  private static func watch(
    second: Int, _ operations: [HostOperation]
  ) throws -> (seconds: Int, findings: UseFindings?) {
    let tree = MemoryTree(SmallHost("6.12").kernel)
    tree.apply([queue, other].map { .requests($0, sent: 1, pending: 0) })
    func read() throws -> HostSnapshot { try HostReader(tree, depth: .full).snapshot() }
    var seconds = 0
    let observer = UseObserver(
      tree, span: 30,
      wait: {
        seconds += 1
        if seconds == second { tree.apply(operations) }
      })
    var snapshot = try read()
    let watch = observer.begin(&snapshot)
    #expect(snapshot.uses?.uses[queue] == .unwatched(count: 1))
    let watched = snapshot.queues.filter { $0.id == queue }
    let last = try observer.finish(watch, over: watched, read)
    return (seconds, last.uses)
  }

  @Test func `lasts for as long as the policy says where nothing moves`() throws {
    let (seconds, findings) = try Self.watch(second: 0, [])
    #expect(seconds == 30)
    #expect(findings?.uses.isEmpty == true)
    #expect(findings?.quiet == [Self.queue, Self.other] && findings?.span == 30)
  }

  @Test func `ends when a counter moves, and says by how much`() throws {
    let (seconds, findings) = try Self.watch(
      second: 4, [.requests(Self.queue, sent: 3, pending: 0)])
    #expect(seconds == 4)
    #expect(findings?.uses[Self.queue] == .growing(by: 3, seconds: 4))
    #expect(findings?.uses[Self.other] == .unwatched(count: 1))
  }

  @Test func `ends when a request waits for its answer`() throws {
    let (seconds, findings) = try Self.watch(
      second: 2, [.requests(Self.queue, sent: 0, pending: 1)])
    #expect(seconds == 2 && findings?.uses[Self.queue] == .pending(1))
  }

  @Test func `goes on when a queue is used that nobody takes`() throws {
    let (seconds, findings) = try Self.watch(
      second: 4, [.requests(Self.other, sent: 3, pending: 0)])
    #expect(seconds == 30)
    #expect(findings?.quiet == [Self.queue])
    #expect(findings?.uses[Self.other] == .growing(by: 3, seconds: 30))
  }
}
