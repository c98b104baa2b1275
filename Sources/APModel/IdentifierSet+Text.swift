extension IdentifierSet: CustomStringConvertible {
  /// The members as ranges of identifiers: `05 06 08-0a`; `none` for the empty set.
  public var description: String {
    isEmpty ? "none" : ranges.map(Self.text).joined(separator: " ")
  }

  /// The runs of neighbouring members, ascending.
  public var ranges: [ClosedRange<ID>] {
    var result: [ClosedRange<ID>] = []
    for member in self {
      if let last = result.last, Int(last.upperBound.number) + 1 == Int(member.number) {
        result[result.count - 1] = last.lowerBound...member
      } else {
        result.append(member...member)
      }
    }
    return result
  }

  private static func text(_ range: ClosedRange<ID>) -> String {
    switch range.upperBound.number - range.lowerBound.number {
    case 0: "\(range.lowerBound)"
    case 1: "\(range.lowerBound) \(range.upperBound)"
    default: "\(range.lowerBound)-\(range.upperBound)"
    }
  }
}

extension IdentifierSet {
  /// The mask as the kernel prints it: `0x` and 64 lower-case hex digits, bit 0 leftmost.
  public var hexadecimal: String {
    var bytes = Array("0x".utf8)
    bytes.reserveCapacity(66)
    for index in 0..<4 {
      let word = self[word: index]
      for shift in stride(from: UInt64(60), through: 0, by: -4) {
        bytes.append(Hex.digit(word >> shift))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a mask as the kernel prints it.
  ///
  /// - Parameter text: `0x` and exactly 64 hex digits, without a newline; anything else gives nil.
  public init?(hexadecimal text: String) { self.init(hexadecimal: text[...]) }

  /// Reads a mask in a longer text.
  public init?(hexadecimal text: Substring) {
    guard text.utf8.count == 66, text.utf8.starts(with: "0x".utf8) else { return nil }
    self.init(leftAlignedHex: text.utf8.dropFirst(2))
  }

  /// Fills the mask from its left with at most 64 hex digits of either case.
  init?(leftAlignedHex digits: some Sequence<UInt8>) {
    self.init()
    var position = 0
    for byte in digits {
      guard position < 64, let value = Hex.value(of: byte) else { return nil }
      self[word: position / 16] |= UInt64(value) << UInt64(60 - position % 16 * 4)
      position += 1
    }
  }
}
