internal import APModel

/// Since when an mdev is assigned what it is assigned, in numbers of events.
struct Tenure: Sendable {
  /// The end of an mdev, by which it lost all that it was assigned.
  struct End: Sendable {
    let uuid: String
    let number: UInt64
  }

  private struct Span {
    let since: UInt64
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
  /// - Returns: nil if that was not before some event.
  func since(_ queue: APQN, before number: UInt64) -> UInt64? {
    spans.first { $0.since < number && $0.matrix.contains(queue) }?.since
  }

  /// The mdev ended with an event.
  mutating func end(_ number: UInt64) { spans.removeAll { $0.since < number } }

  /// Takes note of a look.
  mutating func see(_ matrix: Matrix, _ mark: UInt64, _ guest: Look.Guest?) {
    self.guest = guest?.name ?? self.guest
    isRunning = guest?.isRunning == true
    var kept: [Span] = []
    for span in spans + [Span(since: mark, matrix: matrix)] {
      var span = span
      span.matrix = span.matrix.intersection(matrix)
      if kept.last?.matrix != span.matrix { kept.append(span) }
    }
    spans = kept
  }
}
