import APModel

/// A row for every card and queue, in the columns and words of `lszcrypt -V`, with the owner behind.
public struct VerboseTable: Sendable {
  private let view: StatusView
  private let showsBindState: Bool

  /// Prepares the report of a view whose snapshot was read in full depth.
  public init(_ view: StatusView) {
    self.view = view
    showsBindState = view.snapshot.bus.features?.contains("APSB") ?? false
  }

  /// The report's lines, each without a newline.
  public var lines: [String] {
    var columns: [TextTable.Column] = [
      .init("CARD.DOM", minimum: 8), .init("TYPE", minimum: 5), .init("MODE", minimum: 11),
      .init("STATUS", minimum: 10), .init("REQUESTS", .right), .init("PENDING", .right, minimum: 8),
      .init("HWTYPE", .right), .init("QDEPTH", .right), .init("FUNCTIONS", minimum: 10),
      .init("DRIVER", minimum: 11),
    ]
    if showsBindState { columns.append(.init("SESTAT", minimum: 7)) }
    columns.append(.init("OWNER"))
    var table = TextTable(columns, gutter: 1)
    var rest = view.queues[...]
    let details = self.details
    let cards = Dictionary(uniqueKeysWithValues: view.cards.map { ($0.id, $0) })
    for adapter in view.adapters {
      let card = cards[adapter]
      let shared = CardCells(card)
      table.append(row(adapter, card, shared))
      while let next = rest.first, next.queue.adapter <= adapter {
        rest.removeFirst()
        if next.queue.adapter == adapter { table.append(row(next, shared, details[next.queue])) }
      }
    }
    return table.lines(rule: true)
  }

  private var details: [APQN: Queue] {
    var result: [APQN: Queue] = [:]
    result.reserveCapacity(view.snapshot.queues.count)
    for queue in view.snapshot.queues { result[queue.id] = queue }
    return result
  }

  private func row(_ adapter: AdapterID, _ card: Card?, _ cells: CardCells) -> [String] {
    let ending = (showsBindState ? ["-"] : []) + ["-"]
    let front = [adapter.description, cells.type, cells.mode]
    guard let card else {
      return front + ["?", "?", "?", cells.hardware, cells.depth, cells.functions, "?"] + ending
    }
    let pending = Self.sum(card.pendingCount, card.waitingCount)
    return front + [
      card.statusWord, cells.isOff ? "-" : card.requestCount.text,
      cells.isOff ? "-" : pending.text, cells.hardware, cells.depth, cells.functions,
      card.driver ?? noDriver,
    ] + ending
  }

  private func row(
    _ ownership: QueueOwnership, _ card: CardCells, _ queue: Queue?
  ) -> [String] {
    let details = queue?.details ?? QueueDetails()
    let showsPending = !card.isOff && queue?.isHosted == true
    let pending = Self.sum(details.pendingCount, details.waitingCount)
    return [
      ownership.queue.description, card.type, card.mode, details.statusWord,
      details.isConfigured == false ? "-" : details.requestCount.text,
      showsPending ? pending.text : "-", card.hardware, card.depth, card.functions,
      queue?.driver ?? noDriver,
    ] + (showsBindState ? [details.bindStateWord] : []) + [owner(ownership)]
  }

  private var noDriver: String { view.snapshot.knowsBindings ? "-no-driver-" : "?" }

  private static func sum(_ lhs: Int?, _ rhs: Int?) -> Int? {
    guard let lhs, let rhs else { return nil }
    return lhs + rhs
  }

  private func owner(_ ownership: QueueOwnership) -> String {
    if ownership.isConflict {
      return "conflict: \(([Self.word(ownership.owner)] + ownership.claims).joined(separator: " "))"
    }
    switch ownership.owner {
    case .guest(let uuid): return "guest \(view.name(uuid))"
    case .unreadableGuest: return "guest ?"
    case .somebody, .unknown: return "?"
    case .host, .passthrough, .nobody: break
    }
    guard let claim = ownership.claims.first else { return Self.word(ownership.owner) }
    return "nobody, assigned to \(view.name(claim))"
  }

  private static func word(_ owner: QueueOwner) -> String { OwnerKind(owner).rawValue }
}

/// What the rows of a card's queues have in common with the card's own.
private struct CardCells {
  let type: String
  let mode: String
  let hardware: String
  let depth: String
  let functions: String
  let isOff: Bool

  /// - Parameter card: nil where it could not be read.
  init(_ card: Card?) {
    guard let card else {
      (type, mode, hardware, depth, functions) = ("?", "?", "?", "?", "?")
      isOff = false
      return
    }
    type = card.type ?? "-"
    mode = card.modeWord
    hardware = card.hardwareType.text
    depth = Self.depth(card)
    functions = card.functionLetters
    isOff = card.isConfigured == false
  }

  /// The requests that a hardware queue of the card holds.
  ///
  /// Older kernels print one less, and no attribute tells which kernel does: for the same hardware
  /// 6.1.176 says 7, 6.12.107 and 7.1.8 say 8. The hardware's number is a power of two.
  private static func depth(_ card: Card) -> String {
    guard let depth = card.depth else { return "-" }
    let real = depth.isMultiple(of: 2) ? depth : depth + 1
    return real < 10 ? "0\(real)" : "\(real)"
  }
}

extension Int? {
  /// The number, or `-` where it is unknown.
  fileprivate var text: String { map(String.init) ?? "-" }
}

extension QueueDetails {
  /// `deconfig`, `chkstop`, `online`, `offline`, `assigned`, `unassigned`, `in use` or `-`.
  var statusWord: String {
    if isConfigured == false { return "deconfig" }
    if isCheckstopped == true { return "chkstop" }
    if let isOnline { return isOnline ? "online" : "offline" }
    return status?.rawValue ?? "-"
  }

  /// A secure guest's bind state: `usable`, `bound`, `unbound`, `illicit`, or `error`.
  var bindStateWord: String {
    guard let functions else { return "error" }
    return ["usable", "bound", "unbound", "illicit"][Int(functions >> 14 & 3)]
  }
}
