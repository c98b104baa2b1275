/// A number from 0 to 255 that names a row (adapter) or a column (domain) of the AP matrix.
///
/// Source: `Documentation/arch/s390/vfio-ap.rst`, "AP Architectural Overview".
public protocol MatrixIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// What a person calls it in a sentence: `adapter` or `domain`.
  static var noun: String { get }

  /// The number, 0 to 255.
  var number: UInt8 { get }

  /// Names the row or column with this number.
  init(_ number: UInt8)
}

extension MatrixIdentifier {
  /// Orders identifiers by number, as the kernel walks them.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.number < rhs.number }

  /// The identifier as a person types it: `0x` and at least two lower-case hex digits.
  public var hexadecimal: String { "0x" + Hex.digits(number, width: 2) }
}
