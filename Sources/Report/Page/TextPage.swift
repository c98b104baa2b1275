public import APModel

/// A report as a page of the same look as the status: its text, and the matrices that it is about.
public struct TextPage {
  /// A host as it is at one time, or on one side.
  private struct Side {
    let title: String
    let view: StatusView
    let cells: [DomainID: [AdapterID: PageCell]]
  }

  private let title: String
  private let lines: [String]
  private let sides: [Side]

  /// The page of a report about some queues of a host, which stand out in its matrix.
  public init(_ title: String, lines: [String], host: StatusView, queues: Set<APQN>) {
    self.title = title
    self.lines = lines
    let cells = Self.cells(host) { queue, _ in queues.contains(queue) }
    sides = [Side(title: "Queues", view: host, cells: cells)]
  }

  /// The page of a report about two states; what differs stands out in both matrices.
  ///
  /// - Parameters:
  ///   - before: the first one with its title; nil if there are no matrices to show.
  ///   - after: the second one.
  public init(
    _ title: String, lines: [String], before: (title: String, view: StatusView)?,
    after: (title: String, view: StatusView)?
  ) {
    self.title = title
    self.lines = lines
    let (first, second) = (
      before.map { PageCells($0.view).all }, after.map { PageCells($0.view).all }
    )
    sides = [(before, second), (after, first)].compactMap { side, other in
      guard let side else { return nil }
      let cells = Self.cells(side.view) { queue, cell in
        other?[queue.domain]?[queue.adapter]?.fact != cell.fact
      }
      return Side(title: side.title, view: side.view, cells: cells)
    }
  }

  private static func cells(
    _ view: StatusView, marking isMarked: (APQN, PageCell) -> Bool
  ) -> [DomainID: [AdapterID: PageCell]] {
    var cells = PageCells(view).all
    for (domain, row) in cells {
      for (adapter, cell) in row where isMarked(APQN(adapter, domain), cell) {
        cells[domain]?[adapter]?.isMarked = true
      }
    }
    return cells
  }

  /// The page as UTF-8.
  public var text: [UInt8] {
    PageFrame(title: title).page { html in
      html.element("pre", lines.joined(separator: "\n"), [("tabindex", "0")])
      html.raw("\n")
      for side in sides { write(side, &html) }
    }
  }

  private func write(_ side: Side, _ html: inout HTMLText) {
    html.element("h2", side.title)
    html.raw("\n")
    PageMatrix(side.cells, cards: side.view.cards, company: .none).write(to: &html)
    let guests = side.view.analysis.guests
    guard !guests.isEmpty else { return }
    html.raw("<details><summary>Guests by number</summary>\n<ol class=\"plain\">\n")
    for guest in guests {
      let mdev = guest.mdev
      html.element("li", [mdev.name, mdev.uuid].compactMap(\.self).joined(separator: " "))
      html.raw("\n")
    }
    html.raw("</ol></details>\n")
  }
}
