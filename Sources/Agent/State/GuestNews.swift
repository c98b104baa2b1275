internal import APModel

/// What guests gained and lost between two looks, in one line each.
struct GuestNews {
  private let next: Look
  private let before: [String: Look.Guest]

  /// Compares two looks.
  init(_ next: Look, after last: Look) {
    self.next = next
    before = Dictionary(last.guests.map { ($0.uuid, $0) }) { $1 }
  }

  /// Whether a guest lost queues that it is declared to have.
  var tellsLoss: Bool { next.guests.contains { loses($0, before[$0.uuid]) } }

  /// The lines; a guest is gone only if the look would have shown it.
  var lines: [LogLine] {
    var lines = next.guests.flatMap { news(of: $0, before[$0.uuid]) }
    guard next.isComplete else { return lines }
    let present = Set(next.guests.map(\.uuid))
    let gone = before.values.filter { !present.contains($0.uuid) && $0.isPresent }
    lines += gone.map(\.name).sorted().map { LogLine(.notice, "guest \($0): its mdev is gone") }
    return lines
  }

  private func loses(_ guest: Look.Guest, _ old: Look.Guest?) -> Bool {
    guard guest.isLacking, let old, old.isReadable else { return false }
    return guest.effective < old.effective || !guest.isPresent && old.isPresent
      || lost(guest, old) > 0
  }

  /// How many queues it had and has no more, whatever it has gained.
  private func lost(_ guest: Look.Guest, _ old: Look.Guest) -> Int {
    old.matrix.queueCount - old.matrix.intersection(guest.matrix).queueCount
  }

  private func news(of guest: Look.Guest, _ old: Look.Guest?) -> [LogLine] {
    guard old != guest, guest.isReadable else { return [] }
    guard guest.isPresent else { return missing(guest, old) }
    var lines: [LogLine] = []
    let isEmpty = guest.assigned == 0 && old?.assigned ?? 0 == 0
    let isOther = old.map { $0.isReadable && $0.isPresent && lost(guest, $0) > 0 } ?? false
    if !isEmpty,
      old?.effective != guest.effective || old?.missing != guest.missing || isOther
    {
      let isLoss = guest.missing > 0 || loses(guest, old)
      lines.append(LogLine(isLoss ? .warning : .notice, text(guest, old)))
    }
    if let old, let isRunning = guest.isRunning, isRunning != old.isRunning ?? false {
      lines.append(
        LogLine(.info, "guest \(guest.name): \(isRunning ? "is running" : "has stopped")"))
    }
    return lines
  }

  private func text(_ guest: Look.Guest, _ old: Look.Guest?) -> String {
    let others = old.map { lost(guest, $0) } ?? 0
    let isExchange = old.map { others > max(0, $0.effective - guest.effective) } ?? false
    let exchange = isExchange ? ", of which it lost \(others)" : ""
    let was = old.map { " (was \($0.effective)\(exchange))" } ?? ""
    let isShort = guest.assigned < guest.declared
    return "guest \(guest.name): \(guest.effective) of \(guest.assigned) assigned queues are "
      + "effective\(was)" + (isShort ? ", \(guest.declared) are declared" : "")
  }

  /// A guest that is declared and has no mdev.
  private func missing(_ guest: Look.Guest, _ old: Look.Guest?) -> [LogLine] {
    guard let old, old.isPresent else { return [] }
    return [
      LogLine(
        loses(guest, old) ? .warning : .notice,
        "guest \(guest.name): its mdev is gone"
          + (old.isReadable ? ", it had \(old.effective.counting("effective queue"))" : ""))
    ]
  }
}
