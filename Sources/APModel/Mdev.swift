/// One mediated device of vfio_ap, `/sys/devices/vfio_ap/matrix/<uuid>`: what one guest is given.
public struct Mdev: Hashable, Sendable {
  /// How far the device is there.
  public enum State: String, Hashable, Sendable {
    /// Its driver is bound and its attributes are there.
    case active
    /// It was unbound from its driver, and no guest had it: it owns nothing and can only be removed.
    case detached
    /// Its removal waits for the guest, or its driver does that was unbound from it: its attributes
    /// are gone, but it still owns its queues.
    case beingRemoved = "being removed"
  }

  /// The name of the device: a UUID in lower case.
  public let uuid: String
  /// How far the device is there.
  public var state: State = .active
  /// What is assigned: from `ap_config`, or from `matrix` and `control_domains` on kernels without it;
  /// nil if it could not be read.
  public var assigned: Matrix?
  /// `guest_matrix` as read; nil if the kernel has none, or reading it would be unsafe.
  public var guestMatrix: MatrixText?
  /// Why the assignment is unknown; nil if it is known.
  public var unreadable: String?
  /// Whether it is unknown because its attributes could not be read or understood, and not to be safe.
  public var isBroken = false
  /// Why `guest_matrix` was not read although the assignment was; nil if it was.
  public var unconfirmedReason: String?
  /// Whether a running guest has the device open; nil if no queue of it could tell.
  public var isInUse: Bool?
  /// The adapters that its running guest does not have although the rule gives them: asked where no
  /// `guest_matrix` could be read, their queues say `assigned` while those of others say `in use`.
  public var unusedAdapters: AdapterSet = []
  /// The number of its VFIO group, `iommu_group`; nil if unknown.
  public var group: Int?
  /// The process that has the device open, or is given it by its command line where nobody's open
  /// files could be seen; only `isInUse` says that a guest runs.
  public var process: GuestProcess?

  /// What the configuration in force calls its guest; nil where there is none, or it does not name it.
  public var declaredName: String?

  /// What the configuration in force declares for its guest; nil as `declaredName`.
  public var declared: Matrix?

  /// What a person calls its guest: the configuration's word goes before that of a running process.
  public var name: String? { declaredName ?? process?.name }

  /// A device of which only the name is known yet.
  public init(_ uuid: String) { self.uuid = uuid }
}

/// Paths below `/sys`.
extension Mdev {
  /// The matrix device, the directory of all mdevs.
  public static let parent = "devices/vfio_ap/matrix"

  /// The directory of the only type that they have.
  public static let typePath = "\(parent)/mdev_supported_types/vfio_ap-passthrough"

  /// The directory of the mdev with this name.
  public static func path(_ uuid: String) -> String { "\(parent)/\(uuid)" }
}

/// The process of a guest, as found under `/proc`.
public struct GuestProcess: Hashable, Sendable {
  /// The process id.
  public let pid: Int
  /// The guest's libvirt or QEMU name (`-name guest=...`); nil if the process has none.
  public let name: String?

  /// Makes a process.
  public init(pid: Int, name: String?) {
    self.pid = pid
    self.name = name
  }
}

/// The names of mdevs: UUIDs as text.
public enum UUIDText {
  /// The UUID in lower case, as the kernel names the device; nil if the text is none.
  ///
  /// Source: `uuid_is_valid` in `lib/uuid.c`: 8-4-4-4-12 hex digits of either case.
  public static func normalized(_ text: String) -> String? {
    guard text.utf8.count == 36 else { return nil }
    var isLower = true
    for (place, byte) in text.utf8.enumerated() {
      switch place {
      case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return nil }
      default:
        guard Hex.value(of: byte) != nil else { return nil }
        if byte < UInt8(ascii: "a"), byte > UInt8(ascii: "9") { isLower = false }
      }
    }
    return isLower ? text : text.lowercased()
  }
}
