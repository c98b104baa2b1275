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
      let names = Self.few(conflicts.map(\.queue.description), "queues")
      facts.append("queues with two owners: \(names.joined(separator: " "))")
    }
    facts += Self.few(degraded.map(fact), "guests")
    let outages = view.outages
    facts += Self.few(
      outages.map { "guest \(view.name($0.uuid)) has \($0.outage.fact)" }, "such adapters")
    if !view.snapshot.isComplete { facts.append("not everything could be read") }
    let wordWithoutConflict = degraded.isEmpty && outages.isEmpty ? incompleteWord : "DEGRADED"
    let word = conflicts.isEmpty ? wordWithoutConflict : "CONFLICT"
    let counts = "\(view.guests.count) guests, \(view.queues.count) queues"
    return "\(word): " + (facts.isEmpty ? counts : facts.joined(separator: "; "))
  }

  private func fact(_ guest: GuestAnalysis) -> String {
    let name = "guest \(view.name(guest.mdev.uuid))"
    guard guest.mdev.state == .active else { return "\(name) is \(guest.mdev.state.rawValue)" }
    let total = guest.mdev.assigned?.queueCount ?? 0
    return "\(name) lacks \(guest.missing.count) of \(total) queues"
  }

  /// The first of many, and how many more there are: a monitor cuts long lines off.
  private static func few(_ texts: [String], _ noun: String) -> [String] {
    let limit = 3
    guard texts.count > limit + 1 else { return texts }
    return texts.prefix(limit) + ["and \(texts.count - limit) more \(noun)"]
  }

  private var incompleteWord: String { view.snapshot.isComplete ? "OK" : "INCOMPLETE" }
}
