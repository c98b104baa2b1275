import APHost
import APModel
import Glibc
import Neighbours
import Synchronization
import Sysfs
import SystemPackage

/// Who may use the queues of the live host: programs with an open device, and configured ones.
final class LiveUsers: Sendable {
  /// The only argument of a run of this program that reads files for an agent, which has threads.
  static let reader = "--answer-reads"
  /// For how many seconds a directory that did not answer is not asked again.
  private static let pause = 600

  private let sysfs: any SysfsTree
  private let reader: HostRoot.Reader
  /// A root in which something did not answer, and since when.
  private let silent = Mutex<(root: HostRoot, since: Int)?>(nil)

  /// - Parameter reader: who reads the files of others.
  init(sysfs: any SysfsTree, reader: HostRoot.Reader) {
    self.sysfs = sysfs
    self.reader = reader
  }

  /// All of them, and what could not be looked at.
  @Sendable func users(_ queues: [Queue]) -> QueueUsers {
    let root = root()
    defer { keep(root) }
    let proc = DirectoryTree(root: "/proc", readsToEnd: true)
    return NodeUserReader(proc: proc, others: ProcessService.tree(), sysfs: sysfs).users(of: queues)
      .union(root.configuredUsers())
  }

  private func root() -> HostRoot {
    let kept = silent.withLock { silent in
      silent.flatMap { Self.now - $0.since < Self.pause ? $0.root : nil }
    }
    return kept ?? HostRoot(directory: "/", reader: reader, processes: ProcessService.tree())
  }

  /// Keeps a root that remembers what did not answer: a repair is not to wait for it each time.
  private func keep(_ root: HostRoot) {
    silent.withLock { silent in
      if root.silent.isEmpty {
        silent = nil
      } else if silent.map({ Self.now - $0.since >= Self.pause }) ?? true {
        silent = (root, Self.now)
      }
    }
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }

  /// Reads for an agent until it asks no more.
  static func answerReads() { BoundedTree.answer(HostRoot.files(below: "/")) }
}
