/// One rule of udev: what it compares and assigns, key by key.
///
/// A rule begins behind its blanks, a `#` there makes a comment of it, and a backslash at the end of
/// a line joins the next one. Between the parts stand commas or blanks; inside quotes both are text.
struct UdevRuleLine: Hashable {
  /// One part of a rule: `ATTR{x}="1"`.
  struct Part: Hashable {
    /// What stands before the operator: `ATTR{x}`.
    let key: String
    /// `=`, `==`, `+=` and so on.
    let `operator`: String
    /// The text inside the quotes.
    let value: String

    /// Whether it assigns something; where a key takes one value, udev takes `+=` and `:=` for `=`.
    var assigns: Bool { ["=", "+=", ":="].contains(`operator`) }
  }

  /// Where it begins, from 1.
  let number: Int
  /// Its parts; of a rule that udev would not take, those before the mistake.
  let parts: [Part]
  /// Why udev does not take it.
  let fault: UdevRuleFault?

  /// The rules in a text.
  static func rules(in text: [UInt8]) -> [UdevRuleLine] {
    var result: [UdevRuleLine] = []
    var joined: [UInt8] = []
    var first = 0
    for (index, line) in text.split(separator: newline, omittingEmptySubsequences: false)
      .enumerated()
    {
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if line.first(where: { !UdevRuleScanner.isBlank($0) }) == UInt8(ascii: "#") { continue }
      if joined.isEmpty { first = index + 1 }
      if line.last == UInt8(ascii: "\\") {
        joined += line.dropLast()
      } else {
        result.append(UdevRuleLine(joined + line, number: first))
        joined = []
      }
    }
    if !joined.isEmpty { result.append(UdevRuleLine(number: first, parts: [], fault: .cut(first))) }
    return result.filter { $0.fault != nil || !$0.parts.isEmpty }
  }

  private static let newline = UInt8(ascii: "\n")

  private init(number: Int, parts: [Part], fault: UdevRuleFault?) {
    (self.number, self.parts, self.fault) = (number, parts, fault)
  }

  private init(_ text: [UInt8], number: Int) {
    var scanner = UdevRuleScanner(text)
    var parts: [Part] = []
    var fault: UdevRuleFault?
    while fault == nil, !scanner.isAtEnd {
      let rest = scanner.text
      switch scanner.next() {
      case .part(let part) where UdevRuleKey.takes(part): parts.append(part)
      case .part, .mistake: fault = .refused(number, rest)
      case .open: fault = .cut(number)
      }
    }
    if fault == nil, !parts.isEmpty, !parts.contains(where: UdevRuleKey.acts) {
      fault = .noEffect(number)
    }
    self.init(number: number, parts: parts, fault: fault)
  }

  /// The value that a key is compared with for equality, or assigned.
  func value(_ key: String, _ operator: String) -> String? {
    parts.first { $0.key == key && $0.operator == `operator` }?.value
  }
}
