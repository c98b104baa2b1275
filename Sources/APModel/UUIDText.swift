/// The names of mdevs: UUIDs as text.
public enum UUIDText {
  /// The UUID in lower case, as the kernel names the device; nil if the text is none.
  ///
  /// Source: `uuid_is_valid` in `lib/uuid.c`: 8-4-4-4-12 hex digits of either case.
  public static func normalized(_ text: String) -> String? {
    let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard groups.map(\.count) == [8, 4, 4, 4, 12] else { return nil }
    let isHexadecimal = groups.allSatisfy { $0.allSatisfy { Hex.value(of: $0) != nil } }
    return isHexadecimal ? text.lowercased() : nil
  }
}
