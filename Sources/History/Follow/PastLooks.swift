import Uevents

/// The last looks, each beside the kernel's count of events: which events of a time a look may have shown.
struct PastLooks: Sendable {
  private struct Past {
    let began: Moment
    let mark: UInt64
    let endMark: UInt64
  }

  private static let most = 16

  private var looks: [Past] = []
  /// When the history began, and the number of the last event before that, if it is known.
  private var beginning: (moment: Moment, mark: UInt64?)?

  /// Begins behind an earlier agent's last look, if there was one.
  init(after moment: Moment?) { beginning = moment.map { ($0, nil) } }

  /// Takes note of a look.
  ///
  /// - Parameters:
  ///   - mark: the number of the last event before it; nil if it is not known.
  ///   - endMark: the number of the last event before its end.
  mutating func add(began: Moment, mark: UInt64?, endMark: UInt64?) {
    if beginning == nil { beginning = (began, mark) }
    guard let mark else {
      looks = []
      return
    }
    looks = looks.suffix(Self.most - 1) + [Past(began: began, mark: mark, endMark: endMark ?? .max)]
  }

  /// Whether an event happened before the history began.
  func isBeforeAll(_ event: HeardEvent) -> Bool {
    guard let number = event.sequence, let mark = beginning?.mark else { return false }
    return number <= mark
  }

  /// When the last look began that was over before any of these events; the beginning if that is not known.
  func start(before events: [HeardEvent]) -> Moment? {
    let first = events.compactMap(\.sequence).min() ?? 0
    return looks.last { $0.mark < first }?.began ?? beginning?.moment
  }

  /// The number of the last event that the last look can have shown.
  ///
  /// Where a look found a queue as the one before it had, what happened while it looked is not told by that.
  ///
  /// - Parameter moved: whether it found it elsewhere, or events had told of the queue.
  func shown(moved: Bool) -> UInt64? {
    moved || looks.count < 2 ? looks.last?.endMark : looks.last?.mark
  }

  /// The number of the last event that the look before the last can have shown.
  var shownBefore: UInt64? { looks.dropLast().last?.endMark }
}
