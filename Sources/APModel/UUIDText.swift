/// The names of mdevs: UUIDs as text.
public enum UUIDText {
  /// Where the groups of digits are joined.
  private static let hyphens = [8, 13, 18, 23]

  /// The UUID in lower case, as the kernel names the device; nil if the text is none.
  ///
  /// Source: `uuid_is_valid` in `lib/uuid.c`: 8-4-4-4-12 hex digits of either case.
  public static func normalized(_ text: String) -> String? {
    guard text.utf8.count == 36 else { return nil }
    for (place, byte) in text.utf8.enumerated() {
      let isRight =
        hyphens.contains(place) ? byte == UInt8(ascii: "-") : Hex.value(of: byte) != nil
      guard isRight else { return nil }
    }
    return text.lowercased()
  }
}
