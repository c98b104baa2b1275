/// Collects events that belong together, so that they cause one read of the host.
///
/// A burst ends when no event came for a while, when all queues have their driver, or when it has
/// lasted long enough. A storm that goes on after that is looked at less and less often.
struct Burst: Hashable, Sendable {
  private var first: Instant?
  private var last: Instant?
  private var isComplete = false
  private var isAwaited = false
  private var patience: Milliseconds?
  private var lastEnd: Instant?

  /// Whether events wait for a read.
  var isOpen: Bool { first != nil }

  /// Notes events at a moment.
  ///
  /// - Parameters:
  ///   - ends: whether the last of them said that nothing more is to come.
  ///   - isAwaited: whether what they tell of waits for the agent, and for nobody else.
  mutating func add(at now: Instant, ends: Bool, isAwaited: Bool = false, _ policy: AgentPolicy) {
    self.isAwaited = isAwaited || self.isAwaited
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
    return min(last + quiet(policy), first + (patience ?? policy.longestBurst))
  }

  private func quiet(_ policy: AgentPolicy) -> Milliseconds {
    isAwaited ? policy.heldQuiet : policy.quiet
  }

  /// Closes the burst: the host is read now.
  mutating func close(at now: Instant, _ policy: AgentPolicy) {
    let wasQuiet = isComplete || last.map { now - $0 >= quiet(policy) } ?? true
    let used = patience ?? policy.longestBurst
    patience = wasQuiet ? nil : min(used * 2, policy.longestStorm)
    first = nil
    last = nil
    isComplete = false
    isAwaited = false
    lastEnd = now
  }
}
