public import APModel
import Glibc
public import Sysfs

/// Watches, for one command, whether the host uses what a plan would take from it.
public struct UseObserver {
  private let probe: HostProbe
  private let users: ([Queue]) -> QueueUsers
  private let wait: () -> Void

  /// For how many seconds a counter must stand still.
  public let span: Int

  /// Prepares to watch.
  ///
  /// - Parameters:
  ///   - tree: the host; one whose counters can move.
  ///   - span: for how many seconds a counter must stand still.
  ///   - users: who may use queues, beside what their counters tell.
  ///   - wait: lets a second pass; the clock's if nil.
  public init(
    _ tree: any SysfsTree, span: Int,
    users: @escaping ([Queue]) -> QueueUsers = { _ in QueueUsers() },
    wait: (() -> Void)? = nil
  ) {
    probe = HostProbe(tree: tree, insists: false)
    self.span = span
    self.users = users
    self.wait = wait ?? { sleep(1) }
  }

  /// Judges a snapshot that was read in full depth by what one look tells.
  ///
  /// - Returns: the watch, which a later look can go on with.
  public func begin(_ snapshot: inout HostSnapshot) -> UseWatch {
    var watch = UseWatch(span: span)
    judge(&snapshot, &watch, now: 0)
    return watch
  }

  /// Watches until the counter of each of these queues has stood still for long enough, or one moves.
  ///
  /// - Parameters:
  ///   - watch: as `begin` gave it.
  ///   - queues: those that the plan would take, as they were seen then.
  ///   - read: reads the host again in full depth.
  /// - Returns: the last look, judged.
  public func finish(
    _ watch: UseWatch, over queues: [Queue], _ read: () throws -> HostSnapshot
  ) rethrows -> HostSnapshot {
    var watch = watch
    var passed = 0
    while passed < span, !queues.contains(where: hasMoved) {
      wait()
      passed += 1
    }
    var snapshot = try read()
    judge(&snapshot, &watch, now: passed)
    return snapshot
  }

  private func hasMoved(_ queue: Queue) -> Bool {
    // What can't be read is judged by the last look.
    let (count, pending) = (try? probe.requests([queue.id]), try? probe.pending(queue.id))
    return count.map { $0[0] != queue.details?.requestCount } ?? false || pending ?? 0 > 0
  }

  private func judge(_ snapshot: inout HostSnapshot, _ watch: inout UseWatch, now: Int) {
    let queues = snapshot.queues
    snapshot.uses = watch.look(at: queues, users: users(queues), now: now)
  }
}
