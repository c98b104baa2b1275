public import APModel

/// The two masks of the AP bus, `apmask` and `aqmask`: together they reserve a product of queues.
public struct Masks: Hashable, Sendable {
  /// `apmask`: the adapters that are reserved for host drivers.
  public var adapters: AdapterSet
  /// `aqmask`: the domains that are reserved for host drivers.
  public var domains: DomainSet

  /// Makes a pair of masks.
  public init(adapters: AdapterSet, domains: DomainSet) {
    self.adapters = adapters
    self.domains = domains
  }

  /// Everything is reserved: the masks of a host that was never changed.
  public static let full = Masks(adapters: .all, domains: .all)

  /// The masks as a matrix, for questions about the queues that they reserve.
  public var matrix: Matrix { Matrix(adapters: adapters, domains: domains) }

  /// What both pairs have set.
  public func intersection(_ other: Masks) -> Masks {
    Masks(
      adapters: adapters.intersection(other.adapters), domains: domains.intersection(other.domains))
  }

  /// Whether some queue of the matrix is reserved.
  public func reserveAny(of matrix: Matrix) -> Bool { self.matrix.sharesQueues(with: matrix) }
}
