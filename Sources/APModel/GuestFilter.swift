/// The kernel's rule that turns what is assigned to an mdev into what its guest gets.
///
/// Source: `vfio_ap_mdev_filter_matrix` in `drivers/s390/crypto/vfio_ap_ops.c`. Only adapters are ever
/// sacrificed: one missing queue drops its whole adapter, and a domain is dropped only when the host
/// has lost it.
public struct GuestFilter: Sendable {
  /// The host's adapters, usage domains and control domains.
  public let host: Matrix
  /// For each adapter, the domains whose queue is bound to vfio_ap.
  public let passable: [AdapterID: DomainSet]

  /// Makes the rule for one state of the host.
  public init(host: Matrix, passable: [AdapterID: DomainSet]) {
    self.host = host
    self.passable = passable
  }

  /// The matrix that a full filtering gives the guest; domains stay even where no adapter is left.
  public func effective(_ assigned: Matrix) -> Matrix {
    var result = assigned.intersection(host)
    for adapter in result.adapters where firstObstacle(adapter, result.domains) != nil {
      result.adapters.remove(adapter)
    }
    return result
  }

  /// The lowest domain whose queue makes the adapter drop; nil if the adapter stays.
  ///
  /// - Parameters:
  ///   - adapter: an adapter of the host's configuration.
  ///   - domains: the guest's domains, without those that the host lacks.
  public func firstObstacle(_ adapter: AdapterID, _ domains: DomainSet) -> DomainID? {
    domains.subtracting(passable[adapter] ?? []).first
  }
}

/// Why a kernel gives a guest a queue that the rule does not give.
public enum SurplusText {
  /// The likely cause, as half a sentence: the way in which kernels before 6.8 filter is none where
  /// a later attribute is.
  public static func cause(_ capabilities: HostCapabilities) -> String {
    capabilities.apConfig
      ? "it may have changed while it was read"
      : "kernels before 6.8 filter only what was assigned last"
  }
}
