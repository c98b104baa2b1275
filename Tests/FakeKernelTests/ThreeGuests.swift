/// The example of the kernel's vfio-ap documentation, as it was recorded.
enum ThreeGuests {
  /// The three mediated devices.
  static let uuids = [
    "62177883-f1bb-47f0-914d-32a22e3a8804", "cef03c3c-903d-4ecc-9a83-40694cb8aee4",
    "3b8c1a2e-5d4f-4a6b-9c7d-0e1f2a3b4c5d",
  ]

  /// The directory of one of them.
  static func path(_ guest: Int) -> String { "devices/vfio_ap/matrix/\(uuids[guest - 1])" }

  /// The file that makes mediated devices.
  static let create = "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create"

  /// The writes that give the masks' queues to guests.
  static let masks = [
    ("bus/ap/apmask", "-5,-6"), ("bus/ap/aqmask", "-4,-0x47,-0xab,-0xff"),
  ]

  /// The writes that fill the devices.
  static let assignments = [
    ("\(path(1))/assign_adapter", "5"), ("\(path(1))/assign_adapter", "6"),
    ("\(path(1))/assign_domain", "4"), ("\(path(1))/assign_domain", "0xab"),
    ("\(path(1))/assign_control_domain", "4"), ("\(path(1))/assign_control_domain", "0xab"),
    ("\(path(2))/assign_adapter", "5"), ("\(path(2))/assign_domain", "0x47"),
    ("\(path(2))/assign_domain", "0xff"), ("\(path(3))/assign_adapter", "6"),
    ("\(path(3))/assign_domain", "0x47"), ("\(path(3))/assign_domain", "0xff"),
  ]

  /// All writes in order.
  static let writes = masks + uuids.map { (create, $0) } + assignments
}
