/// The names that a configuration can give to guests.
enum GuestName {
  private static let longest = 64

  /// Whether a text can name a guest: letters, digits and `. _ + : -`, at most 64.
  static func isValid(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= longest && name.utf8.allSatisfy(isPlain)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: Array("._+:-".utf8).contains(byte)
    }
  }
}
