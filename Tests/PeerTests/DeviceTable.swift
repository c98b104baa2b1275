/// The rows of a table of cards and queues, as `lszcrypt -V` and `apmatrix status --verbose` print it.
struct DeviceTable {
  /// The columns that both have.
  static let columns = [
    "CARD.DOM", "TYPE", "MODE", "STATUS", "REQUESTS", "PENDING", "HWTYPE", "QDEPTH", "FUNCTIONS",
    "DRIVER",
  ]

  /// The names of the columns.
  let header: [String]
  /// The fields of every row, in the order of the header.
  let rows: [[String]]

  /// Reads a header, a rule and rows.
  init(_ text: String) {
    let lines = text.split(separator: "\n").map(Self.fields)
    header = lines.first ?? []
    rows = Array(lines.dropFirst(2))
  }

  /// The fields by their columns' names.
  func fields(_ row: [String]) -> [String: String] {
    Dictionary(zip(header, row)) { first, _ in first }
  }

  private static func fields(_ line: Substring) -> [String] {
    // The one word of the tables with a blank in it.
    line.replacing("in use", with: "in_use").split(separator: " ").map { field in
      field == "in_use" ? "in use" : String(field)
    }
  }
}
