import APModel

/// What guests lack with the reasons, and what they get beyond the rule; guests with the same reasons
/// are told together.
struct LackSection {
  private let view: StatusView
  private let style: Style

  init(_ view: StatusView, _ style: Style) {
    self.view = view
    self.style = style
  }

  var lines: [String] {
    groups.flatMap { guests in
      guests[0].missing.isEmpty ? [] : lacking(guests)
    } + view.guests.filter { !$0.surplus.isEmpty }.flatMap(surplus)
  }

  /// The guests by their reasons, in the order of the first guest of each.
  private var groups: [[GuestAnalysis]] {
    view.guests.filter { !$0.isUntold }.grouped { MissingGroup.groups($0.missing).map(\.kind) }
  }

  /// Up to as many guests are named; the table above tells which lack something.
  private static let few = 3

  private func lacking(_ guests: [GuestAnalysis]) -> [String] {
    let names = guests.map { view.name($0.mdev.uuid) }
    let who = names.count > Self.few ? "\(names.count) guests" : names.joined(separator: ", ")
    let title = Paragraph.wrap("\(who) lack\(names.count == 1 ? "s" : "")", first: "  ", indent: 2)
    var lines = [""] + title.map(style.caution)
    for group in MissingGroup.groups(guests.flatMap(\.missing)) {
      lines += Paragraph.wrap(QueueText.folded(group.queues), first: "    ", indent: 4)
      lines += Paragraph.wrap(group.fact, first: "      ", indent: 6)
      lines += Paragraph.wrap(group.remedy, first: "      to get it back: ", indent: 8)
    }
    return lines
  }

  private func surplus(_ guest: GuestAnalysis) -> [String] {
    let title = "  \(view.name(guest.mdev.uuid)) gets more than the rule gives"
    let cause = SurplusText.cause(view.snapshot.capabilities)
    return ["", style.caution(title)]
      + Paragraph.wrap(
        "gets \(QueueText.folded(guest.surplus)) although the rule does not give it: \(cause)",
        first: "    ", indent: 4)
  }
}
