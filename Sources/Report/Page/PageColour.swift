/// A colour of a page with that of the text on it, by day and by night.
///
/// Text and ground differ by 4.5:1 at least, as WCAG 2.2 asks of small text.
public struct PageColour: Sendable {
  /// A ground and the text on it, as `rrggbb`.
  public struct Pair: Sendable {
    /// Behind the text.
    public let ground: String
    /// The text.
    public let text: String
  }

  /// The name of its custom properties, `--NAME` and `--NAME-text`.
  public let name: String
  /// On a bright screen, and on paper.
  public let day: Pair
  /// On a dark screen.
  public let night: Pair

  /// All of them.
  public static let all: [PageColour] = [
    .init("page", "ffffff", "1a1a1a", "14161a", "e8e8e8"),
    .init("quiet", "ffffff", "595959", "14161a", "b4b4b4"),
    .init("link", "ffffff", "0b4fa8", "14161a", "9cc4ff"),
    .init("host", "d5ecd5", "143f1c", "1f3d27", "cdeed4"),
    .init("guest", "d9e6fb", "12305e", "1d3357", "cfe0ff"),
    .init("running", "2457a8", "ffffff", "8ab4ff", "0b1d3a"),
    .init("lacking", "ffe0bd", "5a3100", "4d3313", "ffdcae"),
    .init("free", "fdf6c9", "463b00", "3f3a14", "f5ecb0"),
    .init("nobody", "e2e2e2", "303030", "3a3a3a", "e4e4e4"),
    .init("unknown", "ffffff", "303030", "14161a", "e4e4e4"),
    .init("conflict", "b00020", "ffffff", "ff8a8a", "3b0006"),
  ]

  private init(
    _ name: String, _ day: String, _ dayText: String, _ night: String, _ nightText: String
  ) {
    self.name = name
    self.day = Pair(ground: day, text: dayText)
    self.night = Pair(ground: night, text: nightText)
  }

  /// The custom properties of all colours.
  static func properties(night: Bool) -> String {
    all.map { colour in
      let pair = night ? colour.night : colour.day
      return "--\(colour.name):#\(pair.ground);--\(colour.name)-text:#\(pair.text);"
    }.joined()
  }
}
