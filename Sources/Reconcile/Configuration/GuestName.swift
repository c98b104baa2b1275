import APModel

/// The names that a configuration can give to guests.
enum GuestName {
  private static let longest = 64

  /// Whether a text can name a guest.
  static func isValid(_ name: String) -> Bool { fault(name) == nil }

  /// Why a text can't name a guest, and what to write instead; nil if it can.
  ///
  /// Commands take a guest's name where they take options and queues, too.
  static func fault(_ name: String) -> String? {
    guard !name.isEmpty, name.utf8.count <= longest, name.utf8.allSatisfy(isPlain) else {
      return "use up to 64 letters, digits and . _ + : -"
    }
    if name.hasPrefix("-") { return "an option begins so; begin with a letter or a digit" }
    return APQN(name: name.lowercased()).map { "it is a queue, \($0); name the guest otherwise" }
  }

  /// So many digits as a uuid has before its first dash; a shorter name like `db` or `b1` begins a random uuid
  /// often enough.
  private static let shortestBeginning = 8

  /// Whether a name is how the uuid of an mdev begins, as it may be typed for that.
  static func isBeginning(_ name: String, of uuid: String) -> Bool {
    name.utf8.count >= shortestBeginning && name.utf8.count < uuid.utf8.count
      && uuid.hasPrefix(name.lowercased())
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
