public import APModel

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
