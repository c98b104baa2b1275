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
    let proc = DirectoryTree(root: "/proc")
    return NodeUserReader(proc: proc, sysfs: sysfs).users(of: queues)
      .union(ConsumerReader(DirectoryTree(root: "/etc")).users())
      .union(KubeletReader(DirectoryTree(root: "/var/lib/kubelet"), proc: proc).users())
  }
}
