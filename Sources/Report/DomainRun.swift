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
