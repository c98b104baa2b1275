/// The kernel's command line, taken apart as the kernel does it.
///
/// Source: `next_arg` of `lib/cmdline.c`. Blanks inside double quotes separate nothing; quotes around a value or
/// around the whole word are taken away. `parameq` takes `-` in a name for `_`.
public enum KernelWords {
  private static let quote = UInt8(ascii: "\"")

  /// The words: `NAME` or `NAME=VALUE`, each without its quotes, and with `_` for `-` in its name.
  public static func words(in line: String) -> [String] {
    var isQuoted = false
    return line.utf8.split { byte in
      if byte == quote { isQuoted.toggle() }
      return !isQuoted && (byte == UInt8(ascii: " ") || (9...13).contains(byte))
    }.map(plain)
  }

  private static func plain(_ word: Substring.UTF8View) -> String {
    var bytes = Array(word)[...]
    var isQuoted = bytes.first == quote
    if isQuoted { bytes.removeFirst() }
    let sign = bytes.dropFirst().firstIndex(of: UInt8(ascii: "="))
    let name = bytes[..<(sign ?? bytes.endIndex)]
    var rest = bytes[name.endIndex...]
    if rest.dropFirst().first == quote {
      rest = rest.prefix(1) + rest.dropFirst(2)
      isQuoted = true
    }
    var plain = name.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 } + rest
    if isQuoted, plain.last == quote { plain.removeLast() }
    return String(decoding: plain, as: UTF8.self)
  }
}
