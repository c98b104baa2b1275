/// What a write to `apmask`, `aqmask` or one field of `ap_config` means to the kernel.
///
/// Source: `ap_parse_bitmap_str`, `ap_hex2bitmap` and `modify_bitmap` in `drivers/s390/crypto/ap_bus.c`.
public enum MaskWrite {
  /// Reads a mask in the form that replaces the whole mask.
  ///
  /// An optional `0x` or `x`, at most 64 hex digits from the left, an optional newline. No digit at
  /// all is the empty mask: the kernel takes an empty line for "nothing is reserved".
  ///
  /// - Parameter text: the bytes up to the first NUL.
  /// - Returns: the mask, or nil where the kernel answers EINVAL.
  public static func absolute<ID>(_ text: some Collection<UInt8>) -> IdentifierSet<ID>? {
    digits(Array(text)[...]).flatMap { IdentifierSet(leftAlignedHex: $0) }
  }

  /// The digits of a mask; nil if the text is none.
  private static func digits(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = text
    if rest.starts(with: "0x".utf8) { rest = rest.dropFirst() }
    if rest.first == UInt8(ascii: "x") { rest = rest.dropFirst() }
    let digits = rest.prefix { Hex.value(of: $0) != nil }.prefix(64)
    rest = rest[digits.endIndex...]
    if rest.first == UInt8(ascii: "\n") { rest = rest.dropFirst() }
    return rest.isEmpty ? digits : nil
  }

  /// Applies a write in either form to the current mask.
  ///
  /// Text that begins with `+` or `-` changes single bits and ranges from left to right; all other
  /// text is the absolute form.
  ///
  /// - Parameters:
  ///   - text: the bytes up to the first NUL.
  ///   - current: the mask before the write.
  /// - Returns: the mask after it, or nil where the kernel answers EINVAL and changes nothing.
  public static func applying<ID>(
    _ text: some Collection<UInt8>, to current: IdentifierSet<ID>
  ) -> IdentifierSet<ID>? {
    guard let first = text.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else {
      return absolute(text)
    }
    var mask = current
    var scanner = KernelNumberScanner(text)
    while let sign = scanner.next() {
      guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
      guard let low = scanner.number(), low < 256 else { return nil }
      var high = low
      if scanner.skip(UInt8(ascii: "-")) {
        guard let upper = scanner.number(), low <= upper, upper < 256 else { return nil }
        high = upper
      }
      for number in low...high {
        let member = ID(UInt8(number))
        if sign == UInt8(ascii: "+") { mask.insert(member) } else { mask.remove(member) }
      }
      while scanner.skip(UInt8(ascii: ",")) || scanner.skip(UInt8(ascii: "\n")) {}
    }
    return mask
  }

  /// Writes the change between two masks in the relative form, clears before sets.
  ///
  /// - Returns: for instance `-0x05,+0x06-0x08`; nil if the masks are equal.
  public static func relative<ID>(
    from old: IdentifierSet<ID>, to new: IdentifierSet<ID>
  ) -> String? {
    let terms = terms("-", old.subtracting(new)) + terms("+", new.subtracting(old))
    return terms.isEmpty ? nil : terms.joined(separator: ",")
  }

  private static func terms<ID>(_ sign: String, _ set: IdentifierSet<ID>) -> [String] {
    set.ranges.map { range in
      let low = sign + range.lowerBound.hexadecimal
      return range.lowerBound == range.upperBound ? low : low + "-" + range.upperBound.hexadecimal
    }
  }
}
