/// What the agent owes a host whose new queues it holds: to bind them, and to give that back.
struct HoldDuty: Hashable, Sendable {
  /// Whether what appears has no driver until the agent gives it one.
  private(set) var isHeld = false
  /// Whether the agent has held it, or may be about to, so that there is something to give back.
  private(set) var mayHold = false
  private var isOver = false
  private var isBegun = false

  /// Takes note of a full read.
  mutating func looked(_ look: Look) {
    isHeld = look.isHeld
    mayHold = look.mayHold
  }

  /// It is to be given back: the agent ends, or only observes from now on.
  mutating func end() { isOver = mayHold }

  /// Takes the giving back, for a worker that is idle.
  ///
  /// - Returns: whether it is due; it is asked for once.
  mutating func takeRelease() -> Bool {
    guard isOver, !isBegun else { return false }
    isBegun = true
    return true
  }

  /// It was given back, or that was tried.
  mutating func released() { self = HoldDuty() }

  /// Whether it still is to be given back.
  var isOwed: Bool { isOver }
}
