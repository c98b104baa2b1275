import APModel

/// What needs attention, worst first: conflicts, unreadable attributes, guests that lack queues.
struct ProblemSection {
  private let view: StatusView
  private let style: Style

  init(_ view: StatusView, _ style: Style) {
    self.view = view
    self.style = style
  }

  var lines: [String] {
    let found =
      conflicts.flatMap { set($0, style.alarm) } + unreadable.flatMap { set($0, style.alarm) }
      + degraded.flatMap { set($0, style.caution) } + outages.flatMap { set($0, style.caution) }
      + (unconfirmed + warnings).flatMap { set($0) }
    return found.isEmpty ? [] : [style.alarm("Problems")] + found
  }

  private func set(_ text: String, _ colour: (String) -> String = { $0 }) -> [String] {
    Paragraph.wrap(text, first: "  ", indent: 4).map(colour)
  }

  /// One line for all queues with the same two owners.
  private var conflicts: [String] {
    var groups: [(first: QueueOwnership, queues: [APQN])] = []
    for conflict in view.conflicts {
      let place = groups.firstIndex {
        $0.first.owner == conflict.owner && $0.first.claims == conflict.claims
      }
      if let place {
        groups[place].queues.append(conflict.queue)
      } else {
        groups.append((conflict, [conflict.queue]))
      }
    }
    return groups.map { conflict, queues in
      let claims = conflict.claims.map(view.name).joined(separator: " and ")
      let what = "conflict: \(QueueList.text(queues)) \(queues.count == 1 ? "is" : "are")"
      guard case .host(let driver) = conflict.owner else {
        return "\(what) assigned to guests \(claims)"
      }
      return "\(what) assigned to guest \(claims) but bound to \(driver)"
    }
  }

  private var unreadable: [String] {
    var lines = view.snapshot.problems.map { "unreadable: \($0)" }
    lines += view.guests.compactMap { guest in
      guest.mdev.unreadable.map { "unreadable: guest \(view.name(guest.mdev.uuid)): \($0)" }
    }
    if view.snapshot.isTorn {
      lines.append("incomplete: the AP bus was scanned while it was read, several times in a row")
    } else if !view.snapshot.problems.isEmpty {
      lines.append("incomplete: what depends on the unreadable values is missing below")
    }
    return lines
  }

  private var degraded: [String] {
    view.degraded.map { guest in
      let name = view.name(guest.mdev.uuid)
      guard guest.mdev.state == .active else {
        return "guest \(name) is \(guest.mdev.state.rawValue)"
      }
      let total = guest.mdev.assigned?.queueCount ?? 0
      return "guest \(name) lacks \(guest.missing.count) of \(total) queues"
    }
  }

  private var unconfirmed: [String] {
    view.guests.filter { !$0.unconfirmed.isEmpty }.map { guest in
      "guest \(view.name(guest.mdev.uuid)): the kernel cut guest_matrix off at 4,095 bytes; "
        + "\(guest.unconfirmed.count) queues are known by rule only"
    }
  }

  private var outages: [String] {
    view.outages.map { "guest \(view.name($0.uuid)) has \($0.outage.fact)" }
  }

  private var warnings: [String] { bareCards + defaultDomain }

  private var bareCards: [String] {
    view.analysis.endangeredAdapters.map { adapter in
      "card \(adapter) has no driver: whatever gives a queue of it to the host, every mask write too,"
        + " crashes the kernel; write \(adapter.cardName) to /sys/bus/ap/drivers_probe first"
    }
  }

  private var defaultDomain: [String] {
    guard let domain = view.snapshot.bus.defaultDomain, !view.snapshot.queues.isEmpty,
      view.snapshot.knowsBindings
    else { return [] }
    let isServed = view.analysis.ownerships.contains { ownership in
      if case .host = ownership.owner { return ownership.queue.domain == domain }
      return false
    }
    return isServed ? [] : ["no host driver has a queue of the default domain \(domain)"]
  }
}

extension StatusView {
  /// What a person calls a guest: its process's name, else the mdev's uuid.
  func name(_ uuid: String) -> String {
    analysis.guests.first { $0.mdev.uuid == uuid }?.mdev.process?.name ?? uuid
  }
}
