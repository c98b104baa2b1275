import APModel

/// One line an adapter, one column a domain, each cell the queue's owner.
///
/// Neighbouring domains that look the same on every adapter fold into one column, neighbouring adapters that
/// look the same in every domain into one line, and a grid that is wider than the terminal goes on below.
public struct OwnerGrid: Sendable {
  private let view: StatusView
  private let width: Int
  private let style: Style

  /// Prepares the report of a view.
  ///
  /// - Parameters:
  ///   - view: what is shown.
  ///   - width: the columns of the terminal.
  ///   - style: whether owners have colours, too.
  public init(_ view: StatusView, width: Int = 80, style: Style = .plain) {
    self.view = view
    self.width = max(width, 24)
    self.style = style
  }

  /// The report's lines, each without a newline.
  public var lines: [String] {
    let labels = guestLabels
    let columns = GridColumn.fold(cells(labels))
    guard !columns.isEmpty else {
      return [view.snapshot.hidesDevices ? "the queues could not be listed" : "no queues"]
    }
    let rows = GridRow.fold(view.adapters, columns)
    let head = rows.reduce(4) { max($0, $1.title.count) }
    let blocks = GridColumn.blocks(columns, width: width - head - 2).map { block($0, rows, head) }
    return Array(blocks.joined(separator: [""])) + [""] + legend(labels, used: used(columns))
  }

  /// A short label for each guest that owns something, `g1`, `g2` and so on.
  private var guestLabels: [String: String] {
    var labels: [String: String] = [:]
    for (position, guest) in view.analysis.guests.enumerated() {
      labels[guest.mdev.uuid] = "g\(position + 1)"
    }
    return labels
  }

  private func cells(_ labels: [String: String]) -> [DomainID: [AdapterID: String]] {
    var cells: [DomainID: [AdapterID: String]] = [:]
    for ownership in view.queues {
      cells[ownership.queue.domain, default: [:]][ownership.queue.adapter] = text(ownership, labels)
    }
    guard !view.filter.isEmpty else { return cells }
    // What the filter leaves out is there all the same.
    let shown = AdapterSet(view.adapters)
    for queue in view.analysis.ownerships.lazy.map(\.queue) where shown.contains(queue.adapter) {
      guard let column = cells[queue.domain], column[queue.adapter] == nil else { continue }
      cells[queue.domain]?[queue.adapter] = "-"
    }
    return cells
  }

  private func text(_ ownership: QueueOwnership, _ labels: [String: String]) -> String {
    if ownership.isConflict { return "!!" }
    switch ownership.owner {
    case .host: return "host"
    case .guest(let uuid): return (labels[uuid] ?? "?") + (ownership.isInUse == true ? "*" : "")
    case .unreadableGuest: return "g?"
    case .passthrough: return "free"
    case .nobody: return "none"
    case .somebody, .unknown: return "?"
    }
  }

  private func block(_ columns: [GridColumn], _ rows: [GridRow], _ head: Int) -> [String] {
    var lines = [line("CARD", head, columns.map { ($0.firstTitle, $0.width) })]
    if columns.contains(where: { !$0.lastTitle.isEmpty }) {
      lines.append(line("", head, columns.map { ($0.lastTitle, $0.width) }))
    }
    for row in rows {
      let cells = columns.map { ($0.cells[row.first] ?? ".", $0.width) }
      lines.append(line(row.title, head, cells, colour))
    }
    return lines
  }

  /// One line: colours stand around a cell's text and take no room.
  private func line(
    _ title: String, _ head: Int, _ cells: [(text: String, width: Int)],
    _ colour: (String) -> String = { $0 }
  ) -> String {
    var line = title
    var gap = head + 2 - title.count
    for (text, width) in cells {
      if !text.isEmpty {
        line += String(repeating: " ", count: gap) + colour(text)
        gap = 0
      }
      gap += width - text.count + 2
    }
    return line
  }

  private func colour(_ cell: String) -> String {
    switch cell {
    case "!!": style.alarm(cell)
    case "none", "free": style.caution(cell)
    case "host": style.host(cell)
    case ".", "-": cell
    default: cell.hasSuffix("*") ? style.running(cell) : style.guest(cell)
    }
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// The cells and marks that stand in the grid, so that the legend explains no others.
  private func used(_ columns: [GridColumn]) -> Set<String> {
    var used = Set(columns.flatMap(\.cells.values))
    if used.contains(where: { $0.hasSuffix("*") }) { used.insert("*") }
    if columns.contains(where: { $0.cells.count < view.adapters.count }) { used.insert(".") }
    return used
  }

  private func legend(_ labels: [String: String], used: Set<String>) -> [String] {
    let words = [
      "host  a driver of the host", "free  with vfio_ap, in no mdev", "none  no driver",
      "!!    conflict: see apmatrix status", "g?    a guest that could not be read",
      "?     could not be read",
      "*     in use by a running guest", ".     no such queue", "-     left out by the filter",
    ].filter { word in used.contains(String(word.prefix { $0 != " " })) }
    let owning = Set(view.queues.flatMap(\.claims))
    return words
      + view.analysis.guests.filter { owning.contains($0.mdev.uuid) }.map { guest in
        let name = guest.mdev.name.map { " " + $0 } ?? ""
        return Self.pad(labels[guest.mdev.uuid] ?? "?", 4) + "  \(guest.mdev.uuid)\(name)"
      }
  }
}
