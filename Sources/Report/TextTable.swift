/// A table of text: columns as wide as their widest cell, the last one unpadded.
struct TextTable {
  /// On which side a column's cells stand.
  enum Alignment {
    case left
    case right
  }

  /// One column's title and side.
  struct Column {
    let title: String
    let alignment: Alignment
    let minimum: Int

    init(_ title: String, _ alignment: Alignment = .left, minimum: Int = 0) {
      self.title = title
      self.alignment = alignment
      self.minimum = minimum
    }
  }

  private let columns: [Column]
  private let gutter: String
  private var rows: [[String]] = []

  /// Starts a table.
  ///
  /// - Parameters:
  ///   - columns: from left to right.
  ///   - gutter: the number of blanks between two columns.
  init(_ columns: [Column], gutter: Int = 2) {
    self.columns = columns
    self.gutter = String(repeating: " ", count: gutter)
  }

  /// Whether the table has no row.
  var isEmpty: Bool { rows.isEmpty }

  /// Adds a row; it has a cell for each column, or a single one that spans the table.
  mutating func append(_ cells: [String]) { rows.append(cells) }

  /// The lines of the table with its header, each without a newline.
  ///
  /// - Parameters:
  ///   - indent: blanks in front of each line.
  ///   - rule: whether a line of dashes follows the header.
  func lines(indent: Int = 0, rule: Bool = false) -> [String] {
    let widths = self.widths
    let margin = String(repeating: " ", count: indent)
    var result = [margin + line(columns.map(\.title), widths)]
    if rule {
      let total = widths.reduce(0, +) + gutter.count * (widths.count - 1)
      result.append(margin + String(repeating: "-", count: total))
    }
    for row in rows { result.append(margin + line(row, widths)) }
    return result
  }

  private var widths: [Int] {
    columns.indices.map { index in
      rows.reduce(max(columns[index].title.count, columns[index].minimum)) {
        $1.count == 1 ? $0 : max($0, $1[index].count)
      }
    }
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    guard cells.count > 1 else { return cells.first ?? "" }
    var line = ""
    for index in cells.indices {
      let padding = String(repeating: " ", count: max(0, widths[index] - cells[index].count))
      if columns[index].alignment == .right {
        line += padding + cells[index]
      } else {
        line += cells[index] + (index == cells.count - 1 ? "" : padding)
      }
      if index < cells.count - 1 { line += gutter }
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
