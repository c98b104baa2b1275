/// What guests gained and lost between two looks, in one line each.
struct GuestNews {
  private let next: Look
  private let before: [String: Look.Guest]

  /// Compares two looks.
  init(_ next: Look, after last: Look) {
    self.next = next
    before = Dictionary(last.guests.map { ($0.uuid, $0) }) { $1 }
  }

  /// The lines; a guest is gone only if the look would have shown it.
  var lines: [LogLine] {
    var lines = next.guests.flatMap { news(of: $0, before[$0.uuid]) }
    guard next.isComplete else { return lines }
    let present = Set(next.guests.map(\.uuid))
    let gone = before.values.filter { !present.contains($0.uuid) }.map(\.name).sorted()
    lines += gone.map { LogLine(.notice, "guest \($0): its mdev is gone") }
    return lines
  }

  private func news(of guest: Look.Guest, _ old: Look.Guest?) -> [LogLine] {
    guard old != guest, guest.isReadable else { return [] }
    var lines: [LogLine] = []
    let isEmpty = guest.assigned == 0 && old?.assigned ?? 0 == 0
    if !isEmpty, old?.effective != guest.effective || old?.missing != guest.missing {
      let was = old.map { " (was \($0.effective))" } ?? ""
      lines.append(
        LogLine(
          guest.missing > 0 ? .warning : .notice,
          "guest \(guest.name): \(guest.effective) of \(guest.assigned) assigned queues are "
            + "effective\(was)"))
    }
    if let isRunning = guest.isRunning, let was = old?.isRunning, isRunning != was {
      lines.append(
        LogLine(.info, "guest \(guest.name): \(isRunning ? "is running" : "has stopped")"))
    }
    return lines
  }
}
