import APModel

extension CardMode {
  /// The letter at the end of the `type` attribute: `CEX7C`.
  var letter: String {
    switch self {
    case .accelerator: "A"
    case .cca: "C"
    case .ep11: "P"
    }
  }

  /// The facility bits that the emulated hardware reports, as recorded.
  var functions: UInt32 {
    switch self {
    case .accelerator: 0x6B00_0000
    case .cca: 0x9300_0000
    case .ep11: 0x0700_0000
    }
  }
}
