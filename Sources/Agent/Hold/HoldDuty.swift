internal import Reconcile

/// What the agent owes a host whose new queues it holds: to bind them, and to give that back.
struct HoldDuty: Hashable, Sendable {
  /// Whether what appears has no driver until the agent gives it one.
  private(set) var isHeld = false
  /// Whether the agent has held it, or may be about to, so that there is something to give back.
  private(set) var mayHold = false
  private var isOver = false
  private var isBegun = false
  private var tries = 0
  private var pausesUntil: Instant?

  /// The longest pause between two tries to give back what is held.
  private static let longestPause: Milliseconds = 300_000
  /// The pause between two tries of an agent that ends.
  private static let lastPause: Milliseconds = 500

  /// When giving back is tried again; nil if it does not wait for that.
  var retriesAt: Instant? { isOver && !isBegun ? pausesUntil : nil }

  /// Takes note of a full read.
  ///
  /// - Parameters:
  ///   - observes: whether the agent only observes, so that it keeps nobody's new queues.
  ///   - isEnding: whether it ends, and knows only now that an earlier one may have held them.
  mutating func looked(_ look: Look, observes: Bool, isEnding: Bool = false) {
    // What is held while the host can't be read is held still.
    guard !look.isBlind else { return }
    isHeld = look.isHeld && !observes
    mayHold = look.mayHold
    // Also what one that was killed has held.
    if observes || isEnding { isOver = isOver || mayHold }
    if !mayHold { (tries, pausesUntil) = (0, nil) }
  }

  /// It is to be given back at once: the agent ends, or only observes from now on.
  mutating func end() { (isOver, pausesUntil) = (mayHold, nil) }

  /// The agent keeps the host again: what waits to be given back is held.
  mutating func keep() {
    if !isBegun { (isOver, tries, pausesUntil) = (false, 0, nil) }
  }

  /// Takes the giving back, for a worker that is idle.
  ///
  /// - Returns: whether it is due; it is asked for once.
  mutating func takeRelease(at now: Instant) -> Bool {
    guard isOver, !isBegun, pausesUntil.map({ $0 <= now }) ?? true else { return false }
    isBegun = true
    return true
  }

  /// It was given back, as far as it could be: the next look tells whether something is left, as the mark of a hold
  /// that can't be removed, and that is tried again later and later.
  ///
  /// - Parameter isEnding: whether the agent ends: no look follows, and what was interrupted is still owed.
  /// - Returns: whether a failure is news.
  mutating func released(
    _ result: Applied, at now: Instant, _ policy: AgentPolicy, isEnding: Bool
  ) -> Bool {
    let tries = tries + 1
    let isHeld = isHeld
    self = HoldDuty()
    self.tries = tries
    mayHold = result.interruption != nil
    let isReleased = result.steps.contains {
      $0.operation == .autoprobe(true) && $0.outcome == .done
    }
    self.isHeld = isHeld && mayHold && !isReleased
    isOver = isEnding && mayHold
    let pause = min(policy.poll << Int64(min(tries - 1, 8)), Self.longestPause)
    pausesUntil = now + (isEnding ? Self.lastPause : pause)
    return !result.isComplete && tries == 1
  }

  /// Whether it still is to be given back.
  var isOwed: Bool { isOver }
}
