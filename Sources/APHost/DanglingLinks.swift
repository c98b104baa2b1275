import APModel
import Sysfs

/// Links that lead to devices which are not there: what a copy of sysfs lacks, not what has gone.
///
/// The kernel takes a device off its bus before it removes the directory (`device_del`). What leaves while it
/// is read is off the bus by the second look; only where something seems to be gone is there one.
enum DanglingLinks {
  /// Notes which devices of the AP bus are still listed although their directories are not there.
  ///
  /// - Parameter devices: what showed nothing, by name: `card06` and its path below the mount point.
  static func note(_ devices: [(name: String, path: String)], _ reader: inout AttributeReader) {
    let absent = devices.filter { reader.lacks($0.path) }
    guard !absent.isEmpty, let entries = reader.list("bus/ap/devices") else { return }
    let names = Set(entries.map(\.name))
    for (name, path) in absent where names.contains(name) {
      reader.missing(path, "bus/ap/devices/\(name) leads there")
    }
  }

  /// Notes that the matrix device is not there while its driver is: the module has both, the device longer.
  static func noteMatrix(_ reader: inout AttributeReader) {
    guard reader.lacks(Mdev.parent) else { return }
    let names = (reader.list("bus/mdev/devices") ?? []).map(\.name).filter(MdevReader.isUUID)
    let led = names.first { uuid in
      reader.link("bus/mdev/devices/" + uuid)?.hasSuffix("/vfio_ap/matrix/" + uuid) ?? false
    }
    guard reader.list("bus/ap/drivers/" + DriverName.vfioAP) != nil else { return }
    reader.missing(
      Mdev.parent,
      led.map { "bus/mdev/devices/\($0) leads there" } ?? "bus/ap/drivers/vfio_ap is there")
  }
}

extension AttributeReader {
  /// Whether a directory is certainly not there.
  fileprivate mutating func lacks(_ directory: String) -> Bool {
    list(directory) == nil && !problems.contains { $0.path == directory }
  }
}
