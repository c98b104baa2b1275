/// What is declared in a soak.
enum SoakTexts {
  /// Three configurations of the same guests, and one that is none.
  static func all(_ ownership: String) -> [String] {
    [
      text(ownership, ["[1, 2]", "[0, 4]"], ["[5]", "[0, 7]"], ["[6]", "[4, 9]"]),
      text(ownership, ["[1]", "[0, 4, 12]"], ["[5, 9]", "[7]"], ["[2, 6]", "[9]"]),
      text(ownership, ["[1, 2, 5]", "[4]"], ["[9]", "[0, 12]"], ["[6]", "[0, 7, 9]"]),
    ]
  }

  private static func text(_ ownership: String, _ guests: [String]...) -> String {
    var text = "version: 1\npolicy: {mode: enforce, disruption: never}\n"
    text += "host: {ownership: \(ownership)}\nguests:\n"
    for (number, guest) in guests.enumerated() {
      text += "  g\(number):\n    uuid: \(SoakWorld.uuid(number))\n"
      text += "    adapters: \(guest[0])\n    domains: \(guest[1])\n"
      text += "    control-domains: same as domains\n"
    }
    return text
  }
}
