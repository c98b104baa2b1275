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
