import APModel

/// Decimal numbers as the kernel prints them.
public enum Decimal {
  /// A number of digits only; nil for anything else, and for what no counter comes to.
  public static func count(_ text: some StringProtocol) -> Int? {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return Int(text).flatMap { $0 < NumberLimit.counter ? $0 : nil }
  }

  /// An identifier's number, 0 to 255.
  static func byte(_ text: some StringProtocol) -> UInt8? {
    count(text).flatMap(UInt8.init(exactly:))
  }
}
