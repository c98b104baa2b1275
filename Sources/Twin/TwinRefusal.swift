internal import APModel

/// Why a host has no twin.
public enum TwinRefusal: Error, Hashable, Sendable {
  /// The bus was scanned while the host was read.
  case torn
  /// Two mdevs or more don't tell what they hold, and the queues only tell that some mdev has them.
  case hidden(String)
  /// A device has a driver that no twin has, as a card older than CEX4 has.
  case driver(String, of: String)
  /// The twin shows something else than the host, as so many other attributes may.
  case differs(TwinDifference, others: Int)
  /// The twin can't be read.
  case unreadable(String)
  /// The kernel would crash.
  case crash(String)
}

/// One attribute that a host and its twin show differently.
public struct TwinDifference: Hashable, Sendable {
  /// The attribute, below the sysfs mount point.
  public let attribute: String
  /// What the host shows; nil if nothing.
  public let host: String?
  /// What the twin shows; nil if nothing.
  public let twin: String?
}

extension TwinDifference: CustomStringConvertible {
  /// The attribute and what each shows.
  public var description: String {
    "\(attribute): the host shows \(host ?? "nothing"), its twin \(twin ?? "nothing")"
  }
}

extension TwinRefusal: CustomStringConvertible {
  /// The fact in one line.
  public var description: String {
    switch self {
    case .torn: "host: the host changed while it was read, so that it has no twin; try again"
    case .hidden(let uuid):
      "\(Mdev.path(uuid))/matrix: not read, as of other mdevs, so that the host has no twin"
    case .driver(let name, let device):
      "\(device): no twin can play its driver \(name)"
        + (HostDrivers.areOlder(name) ? ", which is one for cards older than CEX4" : "")
        + ", so that the host has no twin, whatever is asked"
    case .differs(let difference, let others):
      "\(difference)" + (others == 0 ? "" : " (and \(others) more)")
    case .unreadable(let reason): "host: its twin can't be read: \(reason)"
    case .crash(let reason): "host: the kernel would crash: \(reason)"
    }
  }
}
