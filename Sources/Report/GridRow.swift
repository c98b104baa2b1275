import APModel

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
