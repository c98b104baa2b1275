/// The repairs in a row of which none has brought the host to its goal.
struct Attempts: Hashable, Sendable {
  /// So many may end without a refusal and leave other steps to do each time.
  private static let patience = 3
  /// How often events may put a repair off.
  private static let mostPostponed = 3

  /// What the last one did, until a look judges it.
  private var applied: Applied?
  /// The steps that it was to do.
  private var planned: Set<String> = []
  private var count = 0
  private var postponed = 0

  /// Whether one was made and no look has judged it yet.
  var isUnjudged: Bool { applied != nil }

  /// Counts that events put a repair off, which a storm may not do for long.
  ///
  /// - Returns: whether they may.
  mutating func mayBePutOff() -> Bool {
    guard postponed < Self.mostPostponed else { return false }
    postponed += 1
    return true
  }

  /// Counts a repair that is made now.
  mutating func begin(_ look: Look) {
    postponed = 0
    count += 1
    planned = Self.steps(look)
  }

  /// Takes note of what it did.
  mutating func end(_ result: Applied) { applied = result }

  /// It only met the lock, so that nothing has been tried.
  mutating func metLock() { count = max(0, count - 1) }

  /// Judges the last one by what it left.
  ///
  /// - Returns: whether the host differs although nothing was refused: as before, or still after so many.
  mutating func judge(_ next: Look) -> Bool {
    defer { applied = nil }
    guard !next.steps.isEmpty else {
      (count, postponed) = (0, 0)
      return false
    }
    guard let applied, applied.isComplete else { return false }
    return Self.steps(next).isSubset(of: planned) || count >= Self.patience
  }

  private static func steps(_ look: Look) -> Set<String> { Set(look.steps.map(\.text)) }
}
