public import APModel

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
