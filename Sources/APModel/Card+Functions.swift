extension Card {
  /// The letters of the first bits of `ap_functions`, from the leftmost one, as `lszcrypt` prints them.
  private static let letters = Array("SMCDAXNHFR".utf8)

  /// The ten facility letters `SMCDAXNHFR` of `ap_functions`, `-` for each that is not set.
  public var functionLetters: String {
    guard let functions else { return "----------" }
    let shown = Self.letters.enumerated().map { place, letter in
      functions & Self.bit(place) != 0 ? letter : UInt8(ascii: "-")
    }
    return String(decoding: shown, as: UTF8.self)
  }

  /// The bits that ten facility letters stand for; nil if the text is no such ten.
  public static func functions(letters text: String) -> UInt32? {
    guard text.utf8.count == letters.count else { return nil }
    var functions: UInt32 = 0
    for (place, letter) in text.utf8.enumerated() where letter != UInt8(ascii: "-") {
      guard letter == letters[place] else { return nil }
      functions |= bit(place)
    }
    return functions
  }

  private static func bit(_ place: Int) -> UInt32 { 0x8000_0000 >> UInt32(place) }
}
