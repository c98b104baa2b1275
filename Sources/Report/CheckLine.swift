import APModel

/// One line for monitoring: `OK`, `DEGRADED` or `CONFLICT`, and what is wrong.
public struct CheckLine: Sendable {
  private let view: StatusView

  /// Prepares the line of a view.
  public init(_ view: StatusView) { self.view = view }

  /// The line, without a newline.
  public var line: String {
    let conflicts = view.conflicts
    let degraded = view.degraded
    var facts: [String] = []
    if !conflicts.isEmpty {
      facts.append("queues with two owners: \(QueueList.text(conflicts.map(\.queue)))")
    }
    facts += degraded.map { guest in
      guard guest.mdev.state == .active else {
        return "guest \(view.name(guest.mdev.uuid)) is \(guest.mdev.state.rawValue)"
      }
      let total = guest.mdev.assigned?.queueCount ?? 0
      return "guest \(view.name(guest.mdev.uuid)) lacks \(guest.missing.count) of \(total) queues"
    }
    if !view.snapshot.isComplete { facts.append("not everything could be read") }
    let word = conflicts.isEmpty ? degraded.isEmpty ? incompleteWord : "DEGRADED" : "CONFLICT"
    let counts = "\(view.guests.count) guests, \(view.queues.count) queues"
    return "\(word): " + (facts.isEmpty ? counts : facts.joined(separator: "; "))
  }

  private var incompleteWord: String { view.snapshot.isComplete ? "OK" : "INCOMPLETE" }
}
