/// What an adapter is set up as at the HMC.
public enum CardMode: String, Hashable, Sendable, CaseIterable {
  /// A CCA coprocessor.
  case cca
  /// An EP11 coprocessor.
  case ep11
  /// An accelerator.
  case accelerator = "accel"

  /// Reads the mode from the facility bits of `ap_functions`; nil if none of the three is set.
  public init?(functions: UInt32) {
    if functions & 0x1000_0000 != 0 {
      self = .cca
    } else if functions & 0x0800_0000 != 0 {
      self = .accelerator
    } else if functions & 0x0400_0000 != 0 {
      self = .ep11
    } else {
      return nil
    }
  }

  /// The words of `lszcrypt`: `CCA-Coproc`, `EP11-Coproc`, `Accelerator`.
  public var title: String {
    switch self {
    case .cca: "CCA-Coproc"
    case .ep11: "EP11-Coproc"
    case .accelerator: "Accelerator"
    }
  }
}
