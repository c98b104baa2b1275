/// What a crypto adapter was configured to be.
public enum CardMode: String, Hashable, Sendable, CaseIterable {
  /// An accelerator: clear-key RSA only.
  case accel
  /// A CCA coprocessor.
  case cca
  /// An EP11 coprocessor.
  case ep11

  /// The letter at the end of the `type` attribute: `CEX7C`.
  var letter: String {
    switch self {
    case .accel: "A"
    case .cca: "C"
    case .ep11: "P"
    }
  }

  /// The facility bits of the queue's hardware information, as recorded.
  var functions: UInt32 {
    switch self {
    case .accel: 0x6B00_0000
    case .cca: 0x9300_0000
    case .ep11: 0x0700_0000
    }
  }
}
