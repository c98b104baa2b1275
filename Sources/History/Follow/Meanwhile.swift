import Reconcile
import Uevents

/// What is noted between two looks, beside the events.
struct Meanwhile: Sendable {
  /// The agent's writes, in order.
  var writes: [OwnWrite] = []
  /// The last moment at which what no event announces was as the first look had it; nil if nobody looked.
  var stayedAt: Moment?
  /// The kernel's counts of events, each with the last moment at which it was so.
  private var marks: [(mark: UInt64, moment: Moment)] = []

  /// Takes note of the kernel's count of events: what has a higher number happened later.
  mutating func counted(_ mark: UInt64, at moment: Moment) {
    if marks.last?.mark == mark { marks.removeLast() }
    marks.append((mark, moment))
  }

  /// All that is known of the time.
  ///
  /// - Parameters:
  ///   - known: what the first look showed.
  ///   - start: when it began.
  ///   - parts: when the last look before it began that could read a part, for those that it could not.
  ///   - end: when the second one had ended.
  ///   - isUnwatched: whether no agent ran meanwhile.
  ///   - heard: the events, in order.
  func interval(
    from known: HostSight, at start: Moment, parts: [String: Moment] = [:], to end: Moment,
    isUnwatched: Bool,
    _ heard: [HeardEvent]
  ) -> Interval {
    var interval = Interval(
      known, start: start, silentStart: stayedAt ?? start, end: end, isUnwatched: isUnwatched,
      marks: marks, heard, writes)
    interval.partsRead = parts
    return interval
  }
}
