/// Finds what a mistyped word was probably meant to be.
public enum SpellingAdvice {
  /// The word that is nearly this one; nil if none is.
  public static func near(_ word: String, among words: [String]) -> String? {
    words.map { ($0, distance(word, $0)) }.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }?.0
  }

  /// `; did you mean "adapters"?` for a near miss, else the list of all words.
  static func advice(_ word: String, among words: [String]) -> String {
    if let near = near(word, among: words) { return "did you mean \"\(near)\"?" }
    return "known here: " + words.joined(separator: ", ")
  }

  /// The number of single-character edits between two words (Levenshtein).
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8.prefix(64))
    let right = Array(right.utf8.prefix(64))
    var row = Array(0...right.count)
    for (line, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, other) in right.enumerated() {
        let above = row[column + 1]
        row[column + 1] = min(diagonal + (byte == other ? 0 : 1), above + 1, row[column] + 1)
        diagonal = above
      }
    }
    return row[right.count]
  }
}
