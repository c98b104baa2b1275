import APHost
import APModel
import FakeKernel
import Sysfs

/// Finds out whether a guest has an mdev open where no queue of it could tell.
struct OpenDevices {
  let tree: any SysfsTree
  let isLive: Bool

  /// Completes the guests of a snapshot whose use is not known.
  func complete(_ snapshot: inout HostSnapshot) {
    snapshot.completeUse(isOpen)
  }

  /// Whether somebody has the mdev open; nil if that can't be told.
  func isOpen(_ uuid: String) -> Bool? {
    if let fake = tree as? FakeTree {
      return try? fake.kernel().mdevs.contains { $0.uuid == uuid && $0.isOpen }
    }
    return isLive ? GroupProbe(tree).isOpen(uuid) : nil
  }
}
