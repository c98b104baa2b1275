import APModel

/// The guests: what each is assigned, what it gets, and what it lacks with the reasons.
struct GuestSection {
  private let view: StatusView
  private let style: Style
  private let showsUUIDs: Bool

  init(_ view: StatusView, _ style: Style, showsUUIDs: Bool = false) {
    self.view = view
    self.style = style
    self.showsUUIDs = showsUUIDs
  }

  var lines: [String] {
    guard view.snapshot.capabilities.vfioAP else { return [] }
    guard !view.guests.isEmpty else { return ["Guests", "  none"] }
    let missing = LackSection(view, style).lines
    let table = table(listWidth: .max)
    let fits = table.allSatisfy { $0.count <= Paragraph.width }
    return ["Guests"] + (fits ? table : self.table(listWidth: Self.narrow)) + missing
  }

  /// The width of three lists that fit a terminal together.
  private static let narrow = 14

  private func table(listWidth: Int) -> [String] {
    var table = TextTable([
      .init("GUEST"), .init("STATE"), .init("QUEUES", .right), .init("ADAPTERS"),
      .init("DOMAINS"), .init("CONTROL"),
    ])
    for guest in view.guests {
      for row in rows(guest) {
        for line in Self.broken(row, listWidth) { table.append(line) }
      }
    }
    return table.lines(indent: 2)
  }

  /// The longest name that has its numbers beside it.
  private static let widestName = 20

  /// The guest's name and its numbers; a uuid, or a long name, leaves no room beside it and stands on a
  /// line of its own.
  private func rows(_ guest: GuestAnalysis) -> [[String]] {
    let mdev = guest.mdev
    let short = showsUUIDs ? nil : mdev.name.flatMap { $0.count <= Self.widestName ? $0 : nil }
    let known = showsUUIDs ? [mdev.name, mdev.uuid].compactMap(\.self) : [mdev.name ?? mdev.uuid]
    let title = short == nil ? [[known.joined(separator: "  ")]] : []
    guard let assigned = mdev.assigned else {
      return title + [[short ?? "", mdev.stateWord, "?", "?", "?", "?"]]
    }
    let effective = guest.effective
    var rows = title + [[short ?? "", mdev.stateWord, guest.countText] + Self.cells(assigned)]
    if effective != assigned, guest.source != .unknown {
      let source = guest.source == .kernel ? "gets" : "by rule"
      rows.append(["  " + source, "", ""] + Self.cells(effective))
    }
    if !guest.outages.isEmpty { rows.append(Self.unanswering(guest.outages.flatMap(\.queues))) }
    return rows
  }

  private static func unanswering(_ queues: [APQN]) -> [String] {
    let adapters = AdapterSet(queues.map(\.adapter))
    let domains = DomainSet(queues.map(\.domain))
    return ["  no answer", "", "\(queues.count)", adapters.shortText, domains.shortText, ""]
  }

  private static func cells(_ matrix: Matrix) -> [String] {
    [matrix.adapters.shortText, matrix.domains.shortText, matrix.controlDomains.shortText]
  }

  /// One row as several, in which no list is wider than this.
  private static func broken(_ row: [String], _ width: Int) -> [[String]] {
    guard row.count > 3, row[3...].contains(where: { $0.count > width }) else { return [row] }
    let lists = row[3...].map { Paragraph.wrap($0, first: "", indent: 0, width: width) }
    let height = lists.reduce(1) { max($0, $1.count) }
    return (0..<height).map { line in
      (line == 0 ? Array(row[..<3]) : ["", "", ""])
        + lists.map { line < $0.count ? $0[line] : "" }
    }
  }
}

extension GuestAnalysis {
  /// How many of its queues the guest gets: `4`, `2/4`, or `?/4` where nobody can tell.
  var countText: String {
    let total = mdev.assigned?.queueCount ?? 0
    guard !missing.isEmpty else { return "\(total)" }
    return isUntold ? "?/\(total)" : "\(effectiveCount)/\(total)"
  }
}

extension Mdev {
  /// The state in one word: whether a guest runs, or what is wrong with the device.
  var stateWord: String {
    guard state == .active else { return state.rawValue }
    if let isInUse { return isInUse ? "running" : "idle" }
    // Only its queues tell whether a guest runs.
    return assigned?.queueCount == 0 ? "empty" : "-"
  }
}

extension IdentifierSet {
  /// The members as ranges, `-` for none.
  var shortText: String { isEmpty ? "-" : description }
}
