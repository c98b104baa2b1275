import APModel
import Sysfs

extension MdevReader {
  /// Looks again after devices that did not show everything: one that was removed meanwhile is none, and
  /// one that is on its way is no device that can't be read.
  static func settle(_ mdevs: inout [Mdev], _ reader: inout AttributeReader) {
    mdevs = mdevs.compactMap { mdev in
      guard mdev.isPartial else { return mdev }
      guard let entries = reader.list(Mdev.path(mdev.uuid)) else { return nil }
      guard mdev.state == .active, !entries.contains(where: { $0.name == "assign_adapter" }) else {
        return mdev
      }
      return going(mdev.uuid, &reader)
    }
  }

  /// A device whose attributes have gone, or are not there yet.
  private static func going(_ uuid: String, _ reader: inout AttributeReader) -> Mdev {
    var mdev = Mdev(uuid)
    mdev.group = group(uuid, &reader)
    mdev.state = state(mdev, present: present(&reader), bound: bound(&reader))
    guard mdev.state == .active else { return mdev }
    // The kernel takes the driver's link away before its attributes, and makes it before them.
    reader.missing(Mdev.path(uuid) + "/assign_adapter", "the mdev is there and has its driver")
    mdev.unreadable = Mdev.bareness
    mdev.isBroken = true
    return mdev
  }
}

extension Mdev {
  fileprivate static let bareness = "its attributes are not there"

  /// Whether it has its driver and not what the driver shows: it is just being made, or a copy lacks that.
  var isBare: Bool { unreadable == Self.bareness }

  /// Whether it lacked something that a device has for as long as it is there.
  fileprivate var isPartial: Bool {
    state != .active || assigned == nil || (guestMatrix == nil && unconfirmedReason == nil)
  }
}
