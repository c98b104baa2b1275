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

  /// A cell's text and how many characters it has.
  private struct Cell {
    let text: String
    let width: Int

    init(_ text: String) {
      self.text = text
      width = text.count
    }
  }

  private let columns: [Column]
  private let gutter: Int
  private var widths: [Int]
  private var rows: [[Cell]] = []

  /// Starts a table.
  ///
  /// - Parameters:
  ///   - columns: from left to right.
  ///   - gutter: the number of blanks between two columns.
  init(_ columns: [Column], gutter: Int = 2) {
    self.columns = columns
    self.gutter = gutter
    widths = columns.map { max($0.title.count, $0.minimum) }
  }

  /// Whether the table has no row.
  var isEmpty: Bool { rows.isEmpty }

  /// Adds a row; it has a cell for each column, or a single one that spans the table.
  mutating func append(_ cells: [String]) {
    let row = cells.map(Cell.init)
    if row.count > 1 {
      for (place, cell) in row.enumerated() { widths[place] = max(widths[place], cell.width) }
    }
    rows.append(row)
  }

  /// The lines of the table with its header, each without a newline.
  ///
  /// - Parameters:
  ///   - indent: blanks in front of each line.
  ///   - rule: whether a line of dashes follows the header.
  func lines(indent: Int = 0, rule: Bool = false) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var result = [margin + line(columns.map { Cell($0.title) })]
    if rule {
      let total = widths.reduce(0, +) + gutter * (widths.count - 1)
      result.append(margin + String(repeating: "-", count: total))
    }
    for row in rows { result.append(margin + line(row)) }
    return result
  }

  /// Writes the same table as HTML.
  ///
  /// - Parameter links: where the first cell of each row leads to; empty where none does.
  func write(to html: inout HTMLText, links: [String] = []) {
    html.raw("<div class=\"wide\" tabindex=\"0\">\n<table class=\"list\">\n<thead><tr>")
    for column in columns {
      html.element("th", column.title.lowercased(), Self.attributes(column, [("scope", "col")]))
    }
    html.raw("</tr></thead>\n<tbody>\n")
    for (number, row) in rows.enumerated() {
      html.raw("<tr>")
      for (place, cell) in row.enumerated() {
        html.open("td", Self.attributes(columns[place], []))
        if place == 0, number < links.count {
          html.element("a", cell.text, [("href", links[number])])
        } else {
          html.text(cell.text)
        }
        html.close("td")
      }
      html.raw("</tr>\n")
    }
    html.raw("</tbody>\n</table>\n</div>\n")
  }

  private static func attributes(
    _ column: Column, _ others: [(StaticString, String)]
  ) -> [(StaticString, String)] {
    column.alignment == .right ? others + [("class", "number")] : others
  }

  /// One line, written into one buffer: a large host has thousands.
  private func line(_ cells: [Cell]) -> String {
    guard cells.count > 1 else { return cells.first?.text ?? "" }
    var line: [UInt8] = []
    line.reserveCapacity(160)
    for (place, cell) in cells.enumerated() {
      let padding = repeatElement(UInt8(ascii: " "), count: max(0, widths[place] - cell.width))
      if columns[place].alignment == .right { line.append(contentsOf: padding) }
      line.append(contentsOf: cell.text.utf8)
      if columns[place].alignment == .left { line.append(contentsOf: padding) }
      line.append(contentsOf: repeatElement(UInt8(ascii: " "), count: gutter))
    }
    while line.last == UInt8(ascii: " ") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }
}
