/// A pattern of udev: alternatives between `|`, each with `*` and `?`.
enum UdevPattern {
  /// Whether a text is as the pattern wants it; what has brackets is left to udev.
  static func match(_ text: String, _ pattern: String) -> BootEvent.Match {
    let alternatives = pattern.utf8.split(
      separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    if alternatives.contains(where: { $0.contains(UInt8(ascii: "[")) }) { return .maybe }
    let bytes = Array(text.utf8)
    return alternatives.contains { fits(bytes, Array($0)) } ? .yes : .no
  }

  /// Goes back to the last star only: with many of them, trying all would never end.
  private static func fits(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (place, asked) = (0, 0)
    var star: (asked: Int, place: Int)?
    while place < text.count {
      let sign = asked < pattern.count ? pattern[asked] : nil
      if sign == UInt8(ascii: "*") {
        star = (asked, place)
        asked += 1
      } else if sign == UInt8(ascii: "?") || sign == text[place] {
        place += 1
        asked += 1
      } else if let last = star {
        star = (last.asked, last.place + 1)
        (asked, place) = (last.asked + 1, last.place + 1)
      } else {
        return false
      }
    }
    return pattern[asked...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
