/// Breaks long values at blanks so that they fit a terminal of 80 columns.
enum Paragraph {
  /// The widest line that a break makes.
  static let width = 80

  /// Breaks text into lines.
  ///
  /// - Parameters:
  ///   - text: words with blanks between them.
  ///   - first: what stands in front of the first line.
  ///   - indent: the blanks in front of each further line.
  ///   - width: the widest line that a break makes.
  static func wrap(
    _ text: String, first: String, indent: Int, width: Int = Paragraph.width
  ) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.utf8.split(separator: UInt8(ascii: " ")).map({ Substring($0) }) {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = String(repeating: " ", count: indent)
        isEmpty = true
      }
      line += isEmpty ? String(word) : " " + word
      isEmpty = false
    }
    return lines + [line]
  }
}
