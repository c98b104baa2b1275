import APModel

/// The guests of a page: what each is assigned and gets, then what each lacks with reason and remedy.
struct GuestPart {
  private let view: StatusView
  private let cells: PageCells

  init(_ view: StatusView, _ cells: PageCells) {
    self.view = view
    self.cells = cells
  }

  func write(to html: inout HTMLText) {
    html.raw("<h2>Guests</h2>\n")
    guard !view.guests.isEmpty else {
      html.raw("<p>None.</p>\n")
      return
    }
    html.raw(
      """
      <div class="wide" tabindex="0" role="region" aria-label="Guests">
      <table class="list">
      <thead><tr><th scope="col" class="number">no.</th><th scope="col">guest</th>\
      <th scope="col">state</th><th scope="col" class="number">queues</th><th scope="col">adapters</th>\
      <th scope="col">domains</th><th scope="col">control domains</th></tr></thead>
      <tbody>

      """)
    for guest in view.guests { rows(guest, &html) }
    html.raw("</tbody>\n</table>\n</div>\n")
    for guest in view.guests where !details(guest).isEmpty { write(details(guest), guest, &html) }
  }

  private func rows(_ guest: GuestAnalysis, _ html: inout HTMLText) {
    let mdev = guest.mdev
    let number = cells.number(mdev.uuid)
    let names = [mdev.name, mdev.uuid].compactMap(\.self).joined(separator: " ")
    html.open("tr", [("data-find", "guest \(names)"), ("id", "g\(number)")])
    html.element("td", "\(number)", [("class", "number")])
    html.element("th", names, [("scope", "row")])
    html.element("td", mdev.stateWord)
    guard let assigned = mdev.assigned else {
      html.element(
        "td", "not known: \(mdev.unreadable ?? "its attributes are gone")", [("colspan", "4")])
      html.raw("</tr>\n")
      return
    }
    html.element("td", guest.countText, [("class", "number")])
    sets(assigned, &html)
    guard guest.effective != assigned, guest.source != .unknown else { return }
    html.open("tr", [("data-find", "guest \(names)")])
    html.raw("<td></td>")
    html.element("td", guest.source == .kernel ? "gets" : "gets by rule", [("colspan", "3")])
    sets(guest.effective, &html)
  }

  private func sets(_ matrix: Matrix, _ html: inout HTMLText) {
    for text in [
      matrix.adapters.shortText, matrix.domains.shortText, matrix.controlDomains.shortText,
    ] {
      html.element("td", text)
    }
    html.raw("</tr>\n")
  }

  /// Facts about queues, each with what would mend it.
  private func details(_ guest: GuestAnalysis) -> [(fact: String, remedy: String)] {
    let missing = MissingGroup.groups(guest.missing).map {
      (fact: "\(QueueText.folded($0.queues)): \($0.fact)", remedy: $0.remedy)
    }
    let outages = guest.outages.map { outage in
      (
        fact: "\(QueueText.folded(outage.queues)): answers nothing, \(outage.outage.rawValue)",
        remedy: outage.remedy
      )
    }
    let losses = guest.losses.map { (fact: "it may lose queues: \($0.fact)", remedy: $0.remedy) }
    let surplus =
      guest.surplus.isEmpty
      ? []
      : [
        (
          fact: "gets \(QueueText.folded(guest.surplus)) although the rule does not give it",
          remedy: SurplusText.cause(view.snapshot.capabilities)
        )
      ]
    return missing + outages + losses + surplus
  }

  private func write(
    _ details: [(fact: String, remedy: String)], _ guest: GuestAnalysis, _ html: inout HTMLText
  ) {
    html.element("h3", "Guest \(view.name(guest.mdev.uuid))")
    html.raw("\n<ul class=\"plain\">\n")
    for detail in details {
      html.raw("<li>")
      html.text("\(detail.fact). ")
      html.element("span", detail.remedy, [("class", "quiet")])
      html.raw("</li>\n")
    }
    html.raw("</ul>\n")
  }
}
