internal import APModel

/// Who has a queue, as the history tells it.
public enum Holder: Hashable, Sendable {
  /// A driver of the host, by name.
  case host(driver: String)
  /// A guest: vfio_ap has the queue, and it is assigned to this mdev.
  case guest(uuid: String)
  /// vfio_ap has the queue; for which mdev, if for any, could not be told.
  case passthrough
  /// vfio_ap has the queue, and no mdev does.
  case unassigned
  /// No driver has the queue.
  case nobody
  /// The queue has no device.
  case absent

  /// Who has a queue with this driver and this claim.
  init(driver: String?, _ claim: HostSight.Claim) {
    guard let driver else {
      self = .nobody
      return
    }
    guard driver == DriverName.vfioAP else {
      self = .host(driver: driver)
      return
    }
    switch claim {
    case .none: self = .unassigned
    case .guest(let uuid): self = .guest(uuid: uuid)
    case .unknown: self = .passthrough
    }
  }

  /// The holder in the form of files and journals: `host:cex4queue`, `guest:UUID`, `unassigned`.
  public var text: String {
    switch self {
    case .host(let driver): "host:\(driver)"
    case .guest(let uuid): "guest:\(uuid)"
    case .passthrough: "vfio_ap"
    case .unassigned: "unassigned"
    case .nobody: "nobody"
    case .absent: "absent"
    }
  }

  /// Reads what `text` writes; anything else gives nil.
  public init?(text: some StringProtocol) {
    switch text {
    case "vfio_ap": self = .passthrough
    case "unassigned": self = .unassigned
    case "nobody": self = .nobody
    case "absent": self = .absent
    default:
      let parts = String(text).split(
        separator: ":" as Character, maxSplits: 1, omittingEmptySubsequences: false
      ).map(String.init)
      guard parts.count == 2, !parts[1].isEmpty else { return nil }
      switch parts[0] {
      case "host": self = .host(driver: parts[1])
      case "guest": self = .guest(uuid: parts[1])
      default: return nil
      }
    }
  }

  /// The mdev that has it; nil if none does.
  public var uuid: String? {
    if case .guest(let uuid) = self { uuid } else { nil }
  }

  /// Whether a driver of the host has it.
  public var isHost: Bool {
    if case .host = self { true } else { false }
  }
}
