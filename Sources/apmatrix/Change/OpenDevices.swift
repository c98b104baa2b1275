import APModel
import FakeKernel
import Glibc
import Sysfs

/// Finds out whether a guest has an mdev open where no queue of it could tell.
struct OpenDevices {
  let tree: any SysfsTree
  let isLive: Bool

  /// Completes the guests of a snapshot whose use is not known.
  func complete(_ snapshot: inout HostSnapshot) {
    for position in snapshot.mdevs.indices where snapshot.mdevs[position].isInUse == nil {
      snapshot.mdevs[position].isInUse = isOpen(snapshot.mdevs[position])
    }
  }

  /// Whether somebody has the mdev open; nil if that can't be told.
  func isOpen(_ mdev: Mdev) -> Bool? {
    if let fake = tree as? FakeTree {
      return try? fake.kernel().mdevs.contains { $0.uuid == mdev.uuid && $0.isOpen }
    }
    guard isLive, let group = mdev.group else { return nil }
    return isGroupOpen(group)
  }

  /// A VFIO group can be opened by one process only: EBUSY means that a guest has it.
  private func isGroupOpen(_ group: Int) -> Bool? {
    let descriptor = open("/dev/vfio/\(group)", O_RDWR | O_CLOEXEC)
    guard descriptor < 0 else {
      close(descriptor)
      return false
    }
    return errno == EBUSY ? true : nil
  }
}
