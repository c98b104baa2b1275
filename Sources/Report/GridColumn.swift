import APModel

/// One column of the grid: a run of domains whose queues have the same owners.
typealias GridColumn = DomainRun<String>

extension GridColumn {
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
