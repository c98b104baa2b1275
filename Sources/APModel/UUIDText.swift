/// The names of mdevs: UUIDs as text.
public enum UUIDText {
  /// The UUID in lower case, as the kernel names the device; nil if the text is none.
  ///
  /// Source: `uuid_is_valid` in `lib/uuid.c`: 8-4-4-4-12 hex digits of either case.
  public static func normalized(_ text: String) -> String? {
    guard text.utf8.count == 36 else { return nil }
    var isLower = true
    for (place, byte) in text.utf8.enumerated() {
      switch place {
      case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return nil }
      default:
        guard Hex.value(of: byte) != nil else { return nil }
        if byte < UInt8(ascii: "a"), byte > UInt8(ascii: "9") { isLower = false }
      }
    }
    return isLower ? text : text.lowercased()
  }
}
