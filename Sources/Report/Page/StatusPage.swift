import APModel

/// The status as a page: one file that needs no network and no script.
public struct StatusPage: Sendable {
  private let view: StatusView
  private let seen: String

  /// Prepares the page.
  ///
  /// - Parameters:
  ///   - view: what is shown.
  ///   - seen: when the host was seen like this, in words: `read 2030-01-31T17:00:00Z`.
  public init(_ view: StatusView, seen: String) {
    self.view = view
    self.seen = seen
  }

  /// The page as UTF-8.
  public var text: [UInt8] {
    PageFrame(title: "AP host \(view.snapshot.origin)").page { html in
      let kernel = view.snapshot.kernel.map { "kernel \($0), " } ?? ""
      html.element("p", "\(kernel)\(seen)", [("class", "quiet")])
      html.raw("\n")
      ProblemPart(view).write(to: &html)
      let cells = PageCells(view)
      html.raw("<h2>Queues</h2>\n")
      PageMatrix(cells.all, cards: view.cards).write(to: &html)
      GuestPart(view, cells).write(to: &html)
      list("Cards", CardSection(view).table, &html)
      facts("Host", HostSection(view.snapshot).fields, &html)
      facts("Kernel", capabilities, &html)
    }
  }

  private func facts(
    _ title: String, _ fields: [(String, String)], _ html: inout HTMLText
  ) {
    html.element("h2", title)
    html.raw("\n<dl class=\"facts\">\n")
    for (name, value) in fields {
      html.element("dt", name)
      html.element("dd", value)
      html.raw("\n")
    }
    html.raw("</dl>\n")
  }

  private func list(_ title: String, _ table: TextTable, _ html: inout HTMLText) {
    html.element("h2", title)
    html.raw("\n")
    table.write(to: &html)
  }

  private var capabilities: [(String, String)] {
    let (snapshot, known) = (view.snapshot, view.snapshot.capabilities)
    let hasMatrix =
      known.guestMatrix || known.matrixFeatures?.contains { $0 == "guest_matrix" } ?? false
    // Whether each is there, and whether there was what shows it.
    let shown = [
      ("ap_config", known.hasApConfig, snapshot.mdevs.contains { $0.state == .active }),
      ("guest_matrix", hasMatrix, known.lacksGuestMatrix),
      ("status of queues", known.status, snapshot.queues.contains(where: \.isBoundToVFIO)),
      ("features of the bus", known.features, true),
      (
        "driver_override", known.driverOverride,
        known.lacksDriverOverride || !known.bindingsCompleteCount
      ), ("bindings_complete_count", known.bindingsCompleteCount, true),
    ]
    return shown.map { ($0, $1 ? "yes" : $2 ? "no" : "not known") }
  }
}
