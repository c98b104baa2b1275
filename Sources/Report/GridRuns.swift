import APModel

/// A run of domains whose queues look the same on every adapter: a column of the grid, a row of a page.
struct DomainRun<Cell: Hashable> {
  /// The run of domains.
  private(set) var domains: ClosedRange<DomainID>
  /// For each adapter that has the queue, its cell.
  let cells: [AdapterID: Cell]

  /// Folds neighbouring domains that look the same on every adapter, ascending.
  static func fold(_ cells: [DomainID: [AdapterID: Cell]]) -> [DomainRun] {
    var runs: [DomainRun] = []
    for domain in cells.keys.sorted() {
      let run = cells[domain] ?? [:]
      if let last = runs.last, last.cells == run,
        Int(last.domains.upperBound.number) + 1 == Int(domain.number)
      {
        runs[runs.count - 1].domains = last.domains.lowerBound...domain
      } else {
        runs.append(DomainRun(domains: domain...domain, cells: run))
      }
    }
    return runs
  }
}

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

/// One line of the grid: a run of adapters whose queues have the same owners.
struct GridRow {
  /// The first adapter; the others look like it.
  let first: AdapterID
  private var last: AdapterID

  /// The first adapter, and behind a dash the last one where there are several.
  var title: String { first == last ? first.description : "\(first)-\(last)" }

  /// Folds neighbouring cards that look the same in every column.
  static func fold(_ cards: [AdapterID], _ columns: [GridColumn]) -> [GridRow] {
    var rows: [GridRow] = []
    for card in cards {
      if let row = rows.last, Int(row.last.number) + 1 == Int(card.number),
        columns.allSatisfy({ $0.cells[row.first] == $0.cells[card] })
      {
        rows[rows.count - 1].last = card
      } else {
        rows.append(GridRow(first: card, last: card))
      }
    }
    return rows
  }
}
