/// What the kernel makes of a number written to an attribute (`kstrtoul` with base 0).
///
/// Decimal, `0x` hexadecimal or leading-0 octal, an optional `+` in front, one optional newline behind.
public enum KernelNumber: Equatable, Sendable {
  /// A number that fits an unsigned long.
  case value(UInt64)
  /// Not a number: the kernel answers EINVAL.
  case malformed
  /// More than an unsigned long holds: the kernel answers ERANGE.
  case outOfRange

  /// Reads the bytes of one write.
  ///
  /// - Parameter text: the bytes up to the first NUL.
  public init(_ text: some Collection<UInt8>) {
    var scanner = KernelNumberScanner(text)
    _ = scanner.skip(UInt8(ascii: "+"))
    guard let number = scanner.checkedNumber() else {
      self = .malformed
      return
    }
    guard let value = number else {
      self = .outOfRange
      return
    }
    _ = scanner.skip(UInt8(ascii: "\n"))
    self = scanner.isAtEnd ? .value(value) : .malformed
  }
}
