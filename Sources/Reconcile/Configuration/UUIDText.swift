/// The names of mdevs: UUIDs as text.
public enum UUIDText {
  /// The UUID in lower case, as the kernel names the device; nil if the text is none.
  ///
  /// Source: `uuid_is_valid` in `lib/uuid.c`: 8-4-4-4-12 hex digits of either case.
  public static func normalized(_ text: String) -> String? {
    let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard groups.map(\.count) == [8, 4, 4, 4, 12] else { return nil }
    let isHexadecimal = groups.allSatisfy { $0.allSatisfy(isHexDigit) }
    return isHexadecimal ? text.lowercased() : nil
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
