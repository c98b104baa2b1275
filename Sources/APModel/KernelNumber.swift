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

/// Reads numbers from a byte string as the kernel's `simple_strtoul` with base 0 does.
struct KernelNumberScanner {
  private var rest: [UInt8].SubSequence

  /// Starts at the first byte.
  init(_ text: some Collection<UInt8>) { rest = Array(text)[...] }

  /// Takes the next byte; nil at the end.
  mutating func next() -> UInt8? { rest.popFirst() }

  /// Takes the next byte if it is this one.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  /// Whether every byte was taken.
  var isAtEnd: Bool { rest.isEmpty }

  /// Takes a number; of one above 64 bits, only the lower 64 bits count, as in `simple_strtoul`.
  ///
  /// - Returns: nil if no digit stands here.
  mutating func number() -> UInt64? { digits()?.value }

  /// Takes a decimal, `0x` hexadecimal or leading-0 octal number.
  ///
  /// - Returns: nil if no digit stands here; a nil inside if the value does not fit 64 bits.
  mutating func checkedNumber() -> UInt64?? {
    guard let digits = digits() else { return nil }
    return .some(digits.isTooLarge ? nil : digits.value)
  }

  /// Takes the digits; nil if none stands here.
  private mutating func digits() -> (value: UInt64, isTooLarge: Bool)? {
    let radix = takeRadix()
    var value: UInt64 = 0
    var isTooLarge = false
    var found = false
    while let byte = rest.first, let digit = Hex.value(of: byte), UInt64(digit) < radix {
      rest.removeFirst()
      found = true
      let product = value.multipliedReportingOverflow(by: radix)
      let sum = product.partialValue.addingReportingOverflow(UInt64(digit))
      isTooLarge = isTooLarge || product.overflow || sum.overflow
      value = sum.partialValue
    }
    return found ? (value, isTooLarge) : nil
  }

  /// Decides the base as `_parse_integer_fixup_radix` does and steps over a `0x` in front.
  private mutating func takeRadix() -> UInt64 {
    guard rest.first == UInt8(ascii: "0") else { return 10 }
    let digits = rest.dropFirst()
    guard let mark = digits.first, mark == UInt8(ascii: "x") || mark == UInt8(ascii: "X"),
      let digit = digits.dropFirst().first, Hex.value(of: digit) != nil
    else { return 8 }
    rest.removeFirst(2)
    return 16
  }
}
