public import APModel

/// The configuration of an EP11 token of openCryptoki, `ep11tok.conf`.
public enum EP11Token {
  /// The words before a list of queues; the second is from before openCryptoki 3.19.
  private static let heads: Set<Substring> = ["APQN_ALLOWLIST", "APQN_WHITELIST"]

  /// The queues of its list: pairs of an adapter and a domain, each decimal, octal with a leading 0,
  /// or hexadecimal with 0x, up to `END`.
  ///
  /// A token with `APQN_ANY` takes what is there, so it names none; `takesAny` tells.
  ///
  /// - Returns: empty if it names none; nil if a list is not as it should be.
  public static func queues(_ text: String) -> [APQN]? {
    let words = text.split(separator: "\n").flatMap { line in
      line.prefix { $0 != "#" }.split { $0.isWhitespace }
    }
    var rest = words[...]
    var queues: [APQN] = []
    while let word = rest.popFirst() {
      guard heads.contains(word) else { continue }
      while rest.first != "END" {
        guard rest.count > 2, let adapter = number(rest.removeFirst()),
          let domain = number(rest.removeFirst())
        else { return nil }
        queues.append(APQN(AdapterID(adapter), DomainID(domain)))
      }
    }
    return queues
  }

  /// Whether the token takes whatever EP11 queue there is.
  public static func takesAny(_ text: String) -> Bool {
    text.split(separator: "\n").contains { line in
      line.prefix { $0 != "#" }.split { $0.isWhitespace }.contains("APQN_ANY")
    }
  }

  /// A number as C's strtol takes it apart without a base.
  private static func number(_ word: Substring) -> UInt8? {
    let lower = word.lowercased()
    if lower.hasPrefix("0x") { return UInt8(lower.dropFirst(2), radix: 16) }
    return UInt8(lower, radix: lower.hasPrefix("0") ? 8 : 10)
  }
}
