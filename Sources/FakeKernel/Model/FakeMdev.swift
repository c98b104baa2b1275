public import APModel

/// One mediated device of the matrix.
public struct FakeMdev: Hashable, Sendable {
  /// Where the device stands between its creation and its end.
  public enum Phase: String, Hashable, Sendable {
    /// Bound to `vfio_ap_mdev`.
    case bound
    /// Unbound from its driver by hand; it owns nothing any more.
    case detached
    /// A removal waits for the guest; the driver's attributes are gone.
    case leaving
    /// An unbinding by hand waits for the guest.
    case detaching

    /// Whether a write waits for the guest.
    var isWaiting: Bool { self == .leaving || self == .detaching }
  }

  /// The UUID in lower case.
  public let uuid: String
  /// The number of the VFIO group and device.
  public let group: Int
  /// The highest adapter and domain numbers, as known when the device was made.
  let maxAdapter: AdapterID
  let maxDomain: DomainID
  /// What is assigned.
  public internal(set) var matrix = Matrix()
  /// What a guest has, or would get: the shadow matrix.
  public internal(set) var shadow = Matrix()
  /// Whether a guest has the device open.
  public internal(set) var isOpen = false
  /// Where the device stands.
  public internal(set) var phase = Phase.bound
  /// The assigned adapters and domains that the running scan adds to the host.
  var pending = Matrix()

  /// Whether the running scan adds something that makes a bind wait for its end.
  var isWaitingForScan: Bool { !pending.adapters.isEmpty || !pending.domains.isEmpty }

  /// Whether the device takes part in ownership: its driver is bound.
  public var owns: Bool { phase != .detached }
}
