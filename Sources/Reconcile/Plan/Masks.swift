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

/// One write to one mask.
public enum MaskChange: Hashable, Sendable {
  /// `apmask`, before and after.
  case adapters(from: AdapterSet, to: AdapterSet)
  /// `aqmask`, before and after.
  case domains(from: DomainSet, to: DomainSet)

  /// The attribute.
  public var path: String {
    switch self {
    case .adapters: "bus/ap/apmask"
    case .domains: "bus/ap/aqmask"
    }
  }

  /// The relative form of the write, which leaves alone what others change meanwhile.
  public var text: String {
    switch self {
    case .adapters(let old, let new): MaskWrite.relative(from: old, to: new) ?? ""
    case .domains(let old, let new): MaskWrite.relative(from: old, to: new) ?? ""
    }
  }

  /// The masks after the write.
  public func applied(to masks: Masks) -> Masks {
    switch self {
    case .adapters(_, let new): Masks(adapters: new, domains: masks.domains)
    case .domains(_, let new): Masks(adapters: masks.adapters, domains: new)
    }
  }

  /// The writes that lead from one pair to another which only clears, or only sets, bits.
  static func writes(from old: Masks, to new: Masks) -> [MaskChange] {
    var writes: [MaskChange] = []
    if old.adapters != new.adapters {
      writes.append(.adapters(from: old.adapters, to: new.adapters))
    }
    if old.domains != new.domains { writes.append(.domains(from: old.domains, to: new.domains)) }
    return writes
  }
}

/// The kernel's refusal, EBUSY, to set bits of `apmask` and `aqmask` that an mdev needs clear.
public struct MaskVeto: Hashable, Sendable {
  /// Whether an adapter or a domain of some queue of an mdev is refused whatever the other mask says
  /// (Linux 6.19); before, only what would reserve a queue is.
  public let isWide: Bool

  /// Knows the kernel by what it has.
  public init(_ capabilities: HostCapabilities) {
    isWide = capabilities.driverOverride || capabilities.bindingsCompleteCount
  }

  /// Whether the kernel refuses to set bits while an mdev holds a matrix.
  ///
  /// - Parameters:
  ///   - bits: what is clear and shall be set.
  ///   - masks: both masks once it is.
  ///   - held: what is assigned to the mdev.
  public func refuses(_ bits: Masks, leadingTo masks: Masks, while held: Matrix) -> Bool {
    guard held.queueCount > 0 else { return false }
    let takesAdapter = !held.adapters.isDisjoint(with: bits.adapters)
    let takesDomain = !held.domains.isDisjoint(with: bits.domains)
    return (takesAdapter || takesDomain) && (isWide || masks.reserveAny(of: held))
  }
}
