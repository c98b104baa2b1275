internal import APModel

/// Since when an mdev is assigned what it is assigned, in numbers of events.
struct Tenure: Sendable {
  /// The end of an mdev, by which it lost all that it was assigned.
  struct End: Sendable {
    let uuid: String
    let number: UInt64
  }

  private struct Span {
    /// The number of the last event before the look began: an end behind it may have ended this.
    let since: UInt64
    /// That of the last event before it ended: what was shown was so by then.
    let shown: UInt64
    var matrix: Matrix
  }

  /// What the guest was called last.
  private(set) var guest = ""
  /// Whether it was known to run then.
  private(set) var isRunning = false
  /// Each has more than the one before, for less long.
  private var spans: [Span] = []

  /// Whether the last look showed a queue so.
  func has(_ queue: APQN) -> Bool { spans.last?.matrix.contains(queue) == true }

  /// The number of the last event before the first look of all that have shown a queue since.
  ///
  /// - Returns: nil if none had shown it before some event.
  func since(_ queue: APQN, before number: UInt64) -> UInt64? {
    spans.first { $0.shown < number && $0.matrix.contains(queue) }?.since
  }

  /// The mdev ended with an event.
  mutating func end(_ number: UInt64) { spans.removeAll { $0.since < number } }

  /// Takes note of a look.
  ///
  /// - Parameter numbers: those of the last events before it began and before it ended.
  mutating func see(
    _ matrix: Matrix, _ numbers: (began: UInt64, ended: UInt64), _ guest: Look.Guest?
  ) {
    self.guest = guest?.name ?? self.guest
    isRunning = guest?.isRunning == true
    var kept: [Span] = []
    for span in spans + [Span(since: numbers.began, shown: numbers.ended, matrix: matrix)] {
      var span = span
      span.matrix = span.matrix.intersection(matrix)
      if kept.last?.matrix != span.matrix { kept.append(span) }
    }
    spans = kept
  }
}
