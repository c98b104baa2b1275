import APModel
import Sysfs

/// Finds out from an mdev's queues whether a guest has the mdev open.
struct UsageProbe {
  let probe: HostProbe
  let uuid: String

  /// What shows that a guest has the mdev, or may have it; nil if nothing does.
  func sign() throws(SysfsError) -> String? {
    // Its queues are not known: who asks here asks elsewhere, too, and takes unknown for open.
    guard try !probe.isHidden(uuid) else { return nil }
    guard let matrix = try probe.matrix(uuid) else { return try leftover() }
    return try probe.firstInUse(try probe.bound().intersection(matrix))
      .map { "\($0) is used by a running guest" }
  }

  /// Whether the queues that the guest gets can't tell whether it runs, because there is none.
  func isMute() throws(SysfsError) -> Bool {
    if try probe.isHidden(uuid) { return true }
    guard let queues = try probe.guestQueues(uuid)?.queues else { return false }
    for queue in queues where try probe.status(of: queue) != nil { return false }
    return true
  }

  /// What an mdev still has that has lost its attributes: a driver that is taken from it, by `remove`
  /// or by `unbind`, waits for the guest and frees group and queues only then.
  private func leftover() throws(SysfsError) -> String? {
    guard try probe.hasMdev(uuid) else { return nil }
    if try probe.hasGroup(uuid) { return "it still has its VFIO group, which a guest may use" }
    var hidden = try probe.bound()
    for other in try probe.mdevs() {
      guard let held = try probe.matrix(other) else {
        // One that is known to wait for its guest explains what nothing shows.
        if other != uuid, try probe.isGoing(other) { return nil }
        continue
      }
      hidden = hidden.subtracting(hidden.intersection(held))
    }
    return try probe.firstAssigned(hidden).map { "\($0) is assigned, and no mdev shows it" }
  }
}
