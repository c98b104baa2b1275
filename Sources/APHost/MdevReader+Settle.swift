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

  /// A device whose attributes have gone.
  private static func going(_ uuid: String, _ reader: inout AttributeReader) -> Mdev {
    var mdev = Mdev(uuid)
    mdev.group = group(uuid, &reader)
    mdev.state = state(mdev, present: present(&reader), bound: bound(&reader))
    return mdev
  }
}

extension Mdev {
  /// Whether it lacked something that a device has for as long as it is there.
  fileprivate var isPartial: Bool {
    state != .active || assigned == nil || (guestMatrix == nil && unconfirmedReason == nil)
  }
}
