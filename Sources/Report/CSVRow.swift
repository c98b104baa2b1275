/// A row of comma-separated values, RFC 4180.
enum CSVRow {
  /// The row without a newline; nil is an empty cell.
  static func text(_ cells: [String?]) -> String {
    cells.map { quoted($0 ?? "") }.joined(separator: ",")
  }

  private static func quoted(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
