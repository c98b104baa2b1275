internal import APModel
internal import Reconcile
internal import Uevents

/// Follows a host from look to look, and says what changed, when, and through whose doing.
///
/// A value that knows no host, no clock and no file. What events say counts where no look could see it:
/// a queue that was with a driver of the host between two looks was there.
public struct Chronicle: Sendable {
  /// What a look showed.
  public enum Shown: Hashable, Sendable {
    /// Not who has what, so that nothing is concluded.
    case nothing
    /// What the last look had shown.
    case same
    /// This.
    case host(HostSight)
  }

  /// So many events wait for a look at most; what comes beyond is said to be lost.
  static let mostEvents = 200_000

  /// What the last look showed; nil before the first.
  public private(set) var known: HostSight?
  var ears = Ears()
  /// What was noted since the last look.
  private var meanwhile = Meanwhile()
  /// When the last look began.
  public private(set) var lastBegan: Moment?
  var lastEnded: Moment?
  private var lastMark: UInt64?
  private(set) var looks: PastLooks
  private var isUnwatched: Bool
  /// For the queues that moved before the last look, their way.
  var recent: [APQN: DriverWay] = [:]

  /// Begins.
  ///
  /// - Parameters:
  ///   - known: what an earlier agent knew at its end; nil where there was none.
  ///   - moment: when it last looked.
  public init(_ known: HostSight? = nil, at moment: Moment? = nil) {
    self.known = known
    (lastBegan, lastEnded) = (moment, moment)
    looks = PastLooks(after: moment)
    isUnwatched = known != nil
  }

  /// Takes note of events.
  ///
  /// - Parameter lost: how often some before them were lost.
  public mutating func hear(_ events: [HeardEvent], lost: Int = 0) { ears.hear(events, lost) }

  /// Takes note of a write of the agent.
  public mutating func write(_ write: OwnWrite) { meanwhile.writes.append(write) }

  /// Takes note of a poll that found what no event announces as the last look had it.
  ///
  /// - Parameters:
  ///   - moment: when it began.
  ///   - turns: so many polls in a row look at the states of all cards, and at all overrides.
  public mutating func stayed(at moment: Moment, inTurns turns: Int = 1) {
    meanwhile.stayed(at: moment, inTurns: turns)
  }

  /// Takes note of the kernel's count of events: what has a higher number happened later.
  public mutating func counted(_ mark: UInt64, at moment: Moment) {
    meanwhile.counted(mark, at: moment)
  }

  /// Takes note of a look.
  ///
  /// - Parameters:
  ///   - shown: what it showed.
  ///   - began: when it began.
  ///   - mark: the number of the last event that the kernel had sent by then; nil if it is not known.
  ///   - endMark: that of the last one that it had sent by the end.
  ///   - now: when it had ended.
  /// - Returns: what changed, in order.
  public mutating func look(
    _ shown: Shown, began: Moment, mark: UInt64?, endMark: UInt64?, at now: Moment
  ) -> [HistoryEntry] {
    let next: HostSight
    switch (shown, known) {
    case (.nothing, _), (.same, nil): return []
    case (.same, let known?): next = known
    case (.host(let sight), _): next = sight.remembering(known, of: lastBegan)
    }
    defer { settle(next, began: began, mark, endMark, at: now) }
    guard let known, let start = lastBegan else {
      ears.forget(until: mark)
      return [Self.state(next, at: now)]
    }
    if case .same = shown, ears.isEmpty, meanwhile.writes.isEmpty { return [] }
    let (late, heard) = ears.take(until: mark, after: lastMark)
    let interval = meanwhile.interval(
      from: known, at: start, to: now, isUnwatched: isUnwatched, heard)
    return conclude(interval, next, late.filter { !looks.isBeforeAll($0) })
  }

  /// When somebody last looked, in full or at what no event announces; nil before the first time.
  public var lookedAt: Moment? { meanwhile.stayedAt ?? lastBegan }

  /// The agent ends: what was heard and not looked at is told.
  public mutating func end(at now: Moment) -> [HistoryEntry] {
    keepTurns()
    guard let known, let lastBegan, !ears.isEmpty || !meanwhile.writes.isEmpty else { return [] }
    let (_, heard) = ears.take(until: nil, after: lastMark)
    let interval = meanwhile.interval(
      from: known, at: lastBegan, to: now, isUnwatched: false, heard)
    var folder = HopFolder(interval, names: Self.names(known))
    for queue in interval.touched.sorted() {
      let path = way(of: queue, interval)
      folder.add(queue, path.stops)
      self.known?.places[queue] = path.stops.last?.place
    }
    meanwhile.writes = []
    return folder.entries + lostEntries(interval)
  }

  /// What polls look at in turn is not known as of the last one.
  private mutating func keepTurns() {
    guard meanwhile.stayedAt != nil, let lastBegan else { return }
    for part in [HostSight.Part.cards, .overrides] where known?.recalled[part] == nil {
      known?.recalled[part] = meanwhile.allStayedAt ?? lastBegan
    }
  }

  private mutating func settle(
    _ next: HostSight, began: Moment, _ mark: UInt64?, _ endMark: UInt64?, at now: Moment
  ) {
    known = next
    looks.add(began: began, mark: mark, endMark: endMark)
    (lastBegan, lastEnded, lastMark) = (began, now, mark)
    (meanwhile, isUnwatched) = (Meanwhile(), false)
  }
}
