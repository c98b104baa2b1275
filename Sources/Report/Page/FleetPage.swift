import APModel
public import Compare

/// A fleet as a page whose rows lead to each host's page.
public struct FleetPage {
  private let fleet: Fleet
  private let table: FleetTable
  private let links: [String]

  /// Prepares the page.
  ///
  /// - Parameters:
  ///   - links: where the page of each host is, in the order of the fleet's hosts.
  ///   - now: seconds since 1970, for the age of what was read.
  public init(_ fleet: Fleet, links: [String], now: Int) {
    self.fleet = fleet
    self.links = links
    table = FleetTable(fleet, style: .plain, now: now)
  }

  /// The page as UTF-8.
  public var text: [UInt8] {
    PageFrame(title: "AP hosts").page { html in
      html.element("p", table.title)
      html.raw("\n<h2>Hosts</h2>\n")
      table.hostTable.write(to: &html, links: links)
      if !fleet.failures.isEmpty {
        html.raw("<h2>Not read</h2>\n<ul class=\"plain\">\n")
        for failure in fleet.failures {
          html.element("li", "\(failure.path): \(failure.reason)")
          html.raw("\n")
        }
        html.raw("</ul>\n")
      }
      let repeated = RepeatedGuests(fleet, FleetNames(fleet), .plain).lines
      if !repeated.isEmpty {
        html.element("pre", repeated.joined(separator: "\n"), [("tabindex", "0")])
      }
      html.raw("\n<h2>Cards</h2>\n")
      table.cardTable.write(to: &html)
    }
  }
}
