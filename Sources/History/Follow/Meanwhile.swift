import Reconcile
import Uevents

/// What is noted between two looks, beside the events.
struct Meanwhile: Sendable {
  /// The agent's writes, in order.
  var writes: [OwnWrite] = []
  /// When polls began that found what no event announces as the first look had it, in order.
  private var polls: [Moment] = []
  /// When the first of the last ones began that together have looked at all of it; nil if they have not.
  private(set) var allStayedAt: Moment?
  /// The kernel's counts of events, each with the last moment at which it was so.
  private var marks: [(mark: UInt64, moment: Moment)] = []

  /// The last moment at which what every poll looks at was as the first look had it; nil if nobody looked.
  var stayedAt: Moment? { polls.last }

  /// Takes note of a poll that found nothing else.
  ///
  /// - Parameter turns: so many in a row look at all.
  mutating func stayed(at moment: Moment, inTurns turns: Int) {
    polls.append(moment)
    if polls.count > turns { polls.removeFirst(polls.count - turns) }
    if polls.count == turns { allStayedAt = polls[0] }
  }

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
  ///   - end: when the second one had ended.
  ///   - isUnwatched: whether no agent ran meanwhile.
  ///   - heard: the events, in order.
  func interval(
    from known: HostSight, at start: Moment, to end: Moment, isUnwatched: Bool,
    _ heard: [HeardEvent]
  ) -> Interval {
    var interval = Interval(
      known, start: start, silentStart: stayedAt ?? start, end: end, isUnwatched: isUnwatched,
      marks: marks, heard, writes)
    interval.turnStart = allStayedAt ?? start
    return interval
  }
}
