import APModel

/// The matrix of a page: a row for each domain, a column for each adapter, each cell a queue.
///
/// Neighbouring domains that look the same on every adapter are one row, as in the terminal's grid.
struct PageMatrix {
  /// What a page has beside the table.
  enum Company {
    /// A list of guests that cells lead to, and a field to filter with.
    case guests
    /// Another matrix.
    case none
  }

  /// How many adapters fit a sheet of A4 that stands upright.
  private static let upright = 36

  private let cells: [DomainID: [AdapterID: PageCell]]
  private let adapters: [AdapterID]
  private let company: Company

  init(
    _ cells: [DomainID: [AdapterID: PageCell]], cards: [Card], company: Company = .guests
  ) {
    self.cells = cells
    self.company = company
    let known = Set(cells.values.flatMap(\.keys)).union(cards.map(\.id))
    adapters = known.sorted()
  }

  /// Writes the table with its legend.
  func write(to html: inout HTMLText) {
    guard !cells.isEmpty else {
      html.raw("<p>No queues.</p>\n")
      return
    }
    legend(&html)
    if company == .guests {
      html.raw(
        """
        <p class="filter" hidden><label>Show only <input type="search" placeholder="web01, host, 05.">\
        </label> <output></output></p>

        """)
    }
    html.open(
      "div",
      [
        ("class", adapters.count > Self.upright ? "wide broad" : "wide"), ("tabindex", "0"),
        ("role", "region"), ("aria-label", "Matrix"),
      ])
    html.raw(
      "\n<table class=\"matrix\">\n<thead><tr><th scope=\"col\">domain</th>")
    for adapter in adapters { html.element("th", adapter.description, [("scope", "col")]) }
    html.raw("</tr></thead>\n<tbody>\n")
    for row in DomainRun.fold(cells) { write(row, &html) }
    html.raw("</tbody>\n</table>\n</div>\n")
  }

  private func write(_ row: DomainRun<PageCell>, _ html: inout HTMLText) {
    let (first, last) = (row.domains.lowerBound, row.domains.upperBound)
    html.raw("<tr>")
    html.element("th", first == last ? "\(first)" : "\(first)-\(last)", [("scope", "row")])
    for adapter in adapters {
      guard let cell = row.cells[adapter] else {
        html.raw("<td></td>")
        continue
      }
      let queues =
        "\(APQN(adapter, first))" + (first == last ? "" : " to \(APQN(adapter, last))")
      html.open("td", [("class", cell.style), ("title", "\(queues): \(cell.fact)")])
      if company == .guests, let guest = cell.guest {
        html.element("a", cell.sign, [("href", "#g\(guest)")])
      } else {
        html.text(cell.sign)
      }
      html.close("td")
    }
    html.raw("</tr>\n")
  }

  /// The signs that stand in the matrix, so that the legend explains no others.
  private func legend(_ html: inout HTMLText) {
    let all = cells.values.flatMap(\.values)
    let kinds = Set(all.map(\.kind))
    html.raw("<ul class=\"legend\">")
    for kind in PageCell.Kind.allCases where kinds.contains(kind) {
      let (sign, words) = kind.legend
      html.raw("<li>")
      html.element("b", sign, [("class", kind.rawValue)])
      html.text(words)
      html.raw("</li>")
    }
    if all.contains(where: { $0.sign.hasSuffix("!") && $0.kind != .lacking && $0.kind != .conflict }
    ) {
      html.raw("<li><b>!</b>answers nothing</li>")
    }
    html.raw("</ul>\n")
  }
}

extension PageCell {
  /// Its classes in the page's style.
  fileprivate var style: String { kind.rawValue + (isMarked ? " marked" : "") }
}

extension PageCell.Kind {
  /// The sign of such cells, and what they are.
  var legend: (sign: String, words: String) {
    switch self {
    case .host: ("H", "a driver of the host")
    case .guest: ("1", "guest 1, not running")
    case .running: ("1*", "guest 1, running")
    case .lacking: ("1! 1?", "assigned to guest 1, which lacks it; with ? there is no such queue")
    case .free: ("-", "with vfio_ap, in no mdev")
    case .nobody: ("0", "no driver")
    case .unknown: ("?", "not known")
    case .conflict: ("!!", "two owners")
    }
  }
}
