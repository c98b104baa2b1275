import APModel

/// The cards with their state and how many queues of each every kind of owner has.
struct CardSection {
  private let view: StatusView

  init(_ view: StatusView) { self.view = view }

  var lines: [String] {
    guard !view.adapters.isEmpty else {
      return ["Cards", view.snapshot.hidesDevices ? "  could not be listed" : "  none"]
    }
    return ["Cards"] + table.lines(indent: 2) + unread
  }

  /// A row for each card.
  var table: TextTable {
    var table = TextTable([
      .init("CARD"), .init("TYPE"), .init("MODE"), .init("STATUS"), .init("QUEUES", .right),
      .init("HOST", .right), .init("GUEST", .right), .init("UNASSIGNED", .right),
      .init("NOBODY", .right),
    ])
    let counts = self.counts
    let cards = Dictionary(uniqueKeysWithValues: view.cards.map { ($0.id, $0) })
    for adapter in view.adapters {
      let words = cards[adapter].map { [$0.type ?? "-", $0.modeWord, $0.statusWord] }
      let owners = counts[adapter] ?? [:]
      table.append(
        [adapter.description] + (words ?? ["?", "?", "?"]) + ["\(owners.values.reduce(0, +))"]
          + owners.cells)
    }
    return table
  }

  /// How many queues show only what their card's files tell: a card that answers may have one that does not.
  private var unread: [String] {
    let shown = Set(view.queues.map(\.queue))
    let queues = view.snapshot.queues.filter { shown.contains($0.id) && $0.isPartlyRead }
    guard !queues.isEmpty else { return [] }
    let silent = queues.count { $0.details == nil }
    let fact =
      "  Not read: whether \(silent == 1 ? "a queue" : "\(silent) queues") of no guest can answer"
    guard view.snapshot.allowsOverrides else {
      return silent > 0 ? [fact + "; --verbose reads it."] : []
    }
    guard silent > 0 else {
      let names = queues.count.counting("queue")
      return ["  Not read: the driver_override of \(names) of no guest (apmatrix doctor does)."]
    }
    return [
      fact + " (--verbose reads it),",
      "    and the driver_override of \(queues.count) (apmatrix doctor does).",
    ]
  }

  private var counts: [AdapterID: [OwnerKind: Int]] {
    var counts: [AdapterID: [OwnerKind: Int]] = [:]
    for ownership in view.queues {
      counts[ownership.queue.adapter, default: [:]][OwnerKind(ownership.owner), default: 0] += 1
    }
    return counts
  }
}

extension [OwnerKind: Int] {
  /// The numbers as cells of a table, in the order of the kinds: `-` for none, `?` where some queues' owners could
  /// not be read.
  var cells: [String] {
    let none = self[.unknown] == nil ? "-" : "?"
    return OwnerKind.known.map { self[$0].map(String.init) ?? none }
  }
}

extension Queue {
  /// Whether not more than its state was read, which tells whether the host has a queue that answers.
  fileprivate var isPartlyRead: Bool {
    details == nil || isHosted && details?.pendingCount == nil
  }
}

extension Card {
  /// The words of `lszcrypt`: `CCA-Coproc`, `EP11-Coproc`, `Accelerator`, `Unknown`.
  var modeWord: String { mode?.title ?? "Unknown" }

  /// The words of `lszcrypt`: `deconfig`, `chkstop`, `online`, `offline`, `-`.
  var statusWord: String {
    if isConfigured == false { return "deconfig" }
    if isCheckstopped == true { return "chkstop" }
    return isOnline.map { $0 ? "online" : "offline" } ?? "-"
  }
}
