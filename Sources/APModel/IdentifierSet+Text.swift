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
    let words = words
    return Hex.mask([words.0, words.1, words.2, words.3])
  }

  /// Reads a mask as the kernel prints it.
  ///
  /// - Parameter text: `0x` and exactly 64 hex digits, without a newline; anything else gives nil.
  public init?(hexadecimal text: String) { self.init(hexadecimal: text[...]) }

  /// Reads a mask in a longer text.
  public init?(hexadecimal text: Substring) {
    guard text.utf8.count == 66, text.utf8.starts(with: "0x".utf8),
      let words = Hex.words(leftAligned: text.utf8.dropFirst(2))
    else { return nil }
    self.init()
    self.words = words
  }

  /// Fills the mask from its left with at most 64 hex digits of either case.
  init?(leftAlignedHex digits: ArraySlice<UInt8>) {
    guard let words = Hex.words(leftAligned: digits) else { return nil }
    self.init()
    self.words = words
  }
}
