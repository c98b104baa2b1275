import APModel

/// The guests: what each is assigned, what it gets, and what it lacks with the reasons.
struct GuestSection {
  private let view: StatusView
  private let style: Style

  init(_ view: StatusView, _ style: Style) {
    self.view = view
    self.style = style
  }

  var lines: [String] {
    guard view.snapshot.capabilities.vfioAP else { return [] }
    guard !view.guests.isEmpty else { return ["Guests", "  none"] }
    var table = TextTable([
      .init("GUEST"), .init("STATE"), .init("QUEUES", .right), .init("ADAPTERS"),
      .init("DOMAINS"), .init("CONTROL"),
    ])
    for guest in view.guests { rows(guest).forEach { table.append($0) } }
    return ["Guests"] + table.lines(indent: 2) + view.guests.flatMap(missing)
  }

  private func rows(_ guest: GuestAnalysis) -> [[String]] {
    let mdev = guest.mdev
    guard let assigned = mdev.assigned else {
      return [[mdev.uuid, mdev.stateWord, "?", "?", "?", "?"]]
    }
    let effective = guest.effective
    let total = assigned.queueCount
    let count = guest.missing.isEmpty ? "\(total)" : "\(total - guest.missing.count)/\(total)"
    var rows = [[mdev.uuid, mdev.stateWord, count] + Self.cells(assigned)]
    if let process = mdev.process {
      rows[0][0] = process.name ?? mdev.uuid
      if process.name != nil { rows.append([mdev.uuid, "", "", "", "", ""]) }
    }
    if effective != assigned, guest.source != .unknown {
      let source = guest.source == .kernel ? "gets" : "gets (by rule)"
      rows.append(["  " + source, "", ""] + Self.cells(effective))
    }
    return rows
  }

  private static func cells(_ matrix: Matrix) -> [String] {
    [matrix.adapters.shortText, matrix.domains.shortText, matrix.controlDomains.shortText]
  }

  private func missing(_ guest: GuestAnalysis) -> [String] {
    guard !guest.missing.isEmpty || !guest.surplus.isEmpty else { return [] }
    let title = guest.missing.isEmpty ? "gets more than the rule gives" : "lacks"
    var lines = ["", style.caution("  \(view.name(guest.mdev.uuid)) \(title)")]
    for (reason, queues) in MissingGroups(guest.missing).groups {
      lines += Paragraph.wrap(QueueList.text(queues), first: "    ", indent: 4)
      lines += Paragraph.wrap(reason.fact, first: "      ", indent: 6)
      lines += Paragraph.wrap(reason.remedy, first: "      to get it back: ", indent: 8)
    }
    if !guest.surplus.isEmpty {
      let cause = SurplusText.cause(view.snapshot.capabilities)
      lines += Paragraph.wrap(
        "gets \(QueueList.text(guest.surplus)) although the rule does not give it: \(cause)",
        first: "    ", indent: 4)
    }
    return lines
  }
}

extension Mdev {
  /// The state in one word: whether a guest runs, or what is wrong with the device.
  var stateWord: String {
    guard state == .active else { return state.rawValue }
    if process != nil { return "running" }
    return isInUse.map { $0 ? "running" : "idle" } ?? "-"
  }
}

extension IdentifierSet {
  /// The members as ranges, `-` for none.
  var shortText: String { isEmpty ? "-" : description }
}
