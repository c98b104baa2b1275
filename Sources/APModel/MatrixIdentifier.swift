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

/// The number of an AP adapter (a card), 0 to 255; the kernel calls it APID.
///
/// Source: the name of `/sys/devices/ap/cardXX`.
public struct AdapterID: MatrixIdentifier {
  /// The word `adapter`.
  public static var noun: String { "adapter" }

  /// The number, 0 to 255.
  public let number: UInt8

  /// Names the adapter with this number.
  public init(_ number: UInt8) { self.number = number }

  /// Two lower-case hex digits, as `lszcrypt` prints a card: `05`.
  public var description: String { Hex.digits(number, width: 2) }

  /// The name of the adapter's directory below `/sys/devices/ap`: `card05`.
  public var cardName: String { "card" + description }

  /// Reads a directory name as the AP bus makes it.
  ///
  /// - Parameter cardName: `card` and two lower-case hex digits; anything else gives nil.
  public init?(cardName: String) { self.init(cardName: cardName[...]) }

  /// Reads a directory name in a longer text.
  public init?(cardName: Substring) {
    guard cardName.utf8.starts(with: "card".utf8) else { return nil }
    let digits = Substring(cardName.utf8.dropFirst(4))
    guard let number = Hex.byte(digits, width: 2) else { return nil }
    self.init(number)
  }
}

/// The number of an AP domain, 0 to 255; the kernel calls it APQI.
public struct DomainID: MatrixIdentifier {
  /// The word `domain`.
  public static var noun: String { "domain" }

  /// The number, 0 to 255.
  public let number: UInt8

  /// Names the domain with this number.
  public init(_ number: UInt8) { self.number = number }

  /// Four lower-case hex digits, as `lszcrypt` prints a domain: `0047`.
  public var description: String { Hex.digits(number, width: 4) }
}
