/// Collects events that belong together, so that they cause one read of the host.
///
/// A burst ends when no event came for a while, when all queues have their driver, or when it has
/// lasted long enough. A storm that goes on after that is looked at less and less often.
struct Burst: Hashable, Sendable {
  private var first: Instant?
  private var last: Instant?
  private var isComplete = false
  private var patience: Milliseconds?
  private var lastEnd: Instant?

  /// Whether events wait for a read.
  var isOpen: Bool { first != nil }

  /// Notes events at a moment; `ends` if the last of them said that nothing more is to come.
  mutating func add(at now: Instant, ends: Bool, _ policy: AgentPolicy) {
    first = first ?? now
    last = now
    // Kernels before 6.9 say so after every single queue: only the first in a while is believed.
    let believed = lastEnd.map { now - $0 >= policy.longestBurst } ?? true
    isComplete = ends && believed
  }

  /// When the burst is over; nil if there is none.
  func end(_ policy: AgentPolicy) -> Instant? {
    guard let first, let last else { return nil }
    if isComplete { return last }
    return min(last + policy.quiet, first + (patience ?? policy.longestBurst))
  }

  /// Closes the burst: the host is read now.
  mutating func close(at now: Instant, _ policy: AgentPolicy) {
    let wasQuiet = isComplete || last.map { now - $0 >= policy.quiet } ?? true
    let used = patience ?? policy.longestBurst
    patience = wasQuiet ? nil : min(used * 2, policy.longestStorm)
    first = nil
    last = nil
    isComplete = false
    lastEnd = now
  }
}
