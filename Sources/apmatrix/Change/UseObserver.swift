import APHost
import APModel
import FakeKernel
import Glibc
import Reconcile
import Sysfs
import SystemPackage

/// Watches, for one command, whether the host uses what a plan would take from it.
struct UseObserver {
  let tree: any SysfsTree
  let isLive: Bool
  /// For how many seconds a counter must stand still.
  let span: Int
  /// Lets a second pass.
  var wait: () -> Void = { sleep(1) }

  /// Whether counters can move here at all: a recording or a copy stands still for ever.
  private var canWatch: Bool { isLive || tree is FakeTree }

  /// Judges a snapshot that was read in full depth by what one look tells.
  ///
  /// - Returns: the watch, which a later look can go on with; nil where nothing can be watched.
  func begin(_ snapshot: inout HostSnapshot) -> UseWatch? {
    guard canWatch else { return nil }
    var watch = UseWatch(span: span)
    snapshot.uses = watch.look(at: snapshot.queues, programs: programs(snapshot), now: 0)
    return watch
  }

  /// Watches until every counter has stood still for long enough, or one has moved.
  ///
  /// - Parameters:
  ///   - watch: as `begin` gave it.
  ///   - read: reads the host again in full depth.
  /// - Returns: the last look, judged.
  func finish(
    _ watch: UseWatch, _ read: () throws -> HostSnapshot
  ) rethrows -> HostSnapshot {
    var watch = watch
    for _ in 0..<span { wait() }
    var snapshot = try read()
    snapshot.uses = watch.look(at: snapshot.queues, programs: programs(snapshot), now: span)
    return snapshot
  }

  private func programs(_ snapshot: HostSnapshot) -> [APQN: [String]] {
    guard isLive else { return [:] }
    let proc = DirectoryTree(root: "/proc")
    return NodeUserReader(proc: proc, sysfs: tree).programs(reaching: snapshot.queues)
  }
}
