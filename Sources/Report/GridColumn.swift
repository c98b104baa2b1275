import APModel

/// One column of the grid: a run of domains whose queues have the same owners.
struct GridColumn {
  /// The run of domains.
  private(set) var domains: ClosedRange<DomainID>
  /// For each adapter that has the queue, its cell.
  let cells: [AdapterID: String]

  /// The first domain.
  var firstTitle: String { domains.lowerBound.description }

  /// The last domain with a dash in front; empty for a run of one.
  var lastTitle: String {
    domains.lowerBound == domains.upperBound ? "" : "-\(domains.upperBound)"
  }

  /// The width of the widest cell or title.
  var width: Int {
    max(
      firstTitle.count, lastTitle.count, cells.values.reduce(1) { max($0, $1.count) })
  }

  /// Folds neighbouring domains that look the same on every adapter.
  static func fold(_ cells: [DomainID: [AdapterID: String]]) -> [GridColumn] {
    var columns: [GridColumn] = []
    for domain in cells.keys.sorted() {
      let column = cells[domain] ?? [:]
      if let last = columns.last, last.cells == column,
        Int(last.domains.upperBound.number) + 1 == Int(domain.number)
      {
        columns[columns.count - 1].domains = last.domains.lowerBound...domain
      } else {
        columns.append(GridColumn(domains: domain...domain, cells: column))
      }
    }
    return columns
  }

  /// Cuts the columns into blocks that fit a width, two blanks between columns.
  static func blocks(_ columns: [GridColumn], width: Int) -> [[GridColumn]] {
    var blocks: [[GridColumn]] = []
    var used = 0
    for column in columns {
      if blocks.isEmpty || used + 2 + column.width > width {
        blocks.append([])
        used = -2
      }
      blocks[blocks.count - 1].append(column)
      used += 2 + column.width
    }
    return blocks
  }
}
