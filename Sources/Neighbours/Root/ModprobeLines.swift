/// The lines of a file of modprobe.d, as kmod reads them.
public enum ModprobeLines {
  /// The words of each line that says something.
  ///
  /// A backslash at the end of a line joins the next to it, whatever the line is: also a comment goes on so.
  public static func words(in text: String) -> [[String]] {
    var lines: [[String]] = []
    var joined: Substring = ""
    for line in text.split(separator: "\n" as Character, omittingEmptySubsequences: false) {
      joined += line
      if joined.last == "\\" {
        joined.removeLast()
        continue
      }
      add(joined, to: &lines)
      joined = ""
    }
    add(joined, to: &lines)
    return lines
  }

  private static func add(_ line: Substring, to lines: inout [[String]]) {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    if let first = words.first, !first.hasPrefix("#") { lines.append(words) }
  }

  /// A module's name as the kernel spells it; to kmod both are the same.
  public static func plain(_ name: some StringProtocol) -> String {
    String(name.map { $0 == "-" ? "_" : $0 })
  }
}
