import APHost
import APModel
import Neighbours
import Sysfs
import SystemPackage

/// Who may use the queues of the live host: programs with an open device, and configured ones.
struct LiveUsers: Sendable {
  let sysfs: any SysfsTree

  /// All of them, and what could not be looked at.
  @Sendable func users(_ queues: [Queue]) -> QueueUsers {
    let nodes = NodeUserReader(proc: DirectoryTree(root: "/proc"), sysfs: sysfs)
    return nodes.users(of: queues).union(ConsumerReader(DirectoryTree(root: "/etc")).users())
  }
}
