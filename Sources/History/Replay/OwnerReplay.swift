public import APModel

/// Replays a history up to a moment of the wall clock: who had each queue then.
///
/// Where the clock was set back a moment came twice, and the answer is for both times.
public struct OwnerReplay: Sendable {
  /// Who had a queue.
  public enum Answer: Hashable, Sendable {
    /// This one.
    case known(Holder)
    /// One of these: it changed between two looks, and the moment lies between them, or the moment came twice.
    case between(Set<Holder>)
    /// This one by the look before, but nobody looked, or events were lost, at the moment.
    case unwatched(Holder)
  }

  /// The moment.
  public let moment: Moment
  /// When the history ends, where no agent goes on with it; of the time after nothing is known.
  public var ends: Moment?
  /// The last moment of which the last entry tells.
  public private(set) var last: Moment?
  /// The moment as the clock goes now.
  private var current: OwnerView
  /// Behind all entries: where the next time begins once the clock is set back.
  private var end = OwnerView(at: .max)
  /// The moment as it came before, each time that the clock was set back behind it.
  private var earlier: [OwnerView] = []
  /// The time to which the clock was set back last.
  private var begins = Int64.min

  /// Begins; entries are taken in the order of the files.
  public init(at moment: Moment) {
    self.moment = moment
    current = OwnerView(at: moment.wall)
  }

  /// Takes an entry in.
  public mutating func take(_ entry: HistoryEntry) {
    let entry = entry.following(last)
    last = entry.lookedAt
    if entry.kind == .clock { return setClock(entry) }
    guard let until = entry.kind == .state ? entry.time : entry.until ?? entry.since else { return }
    let since = entry.kind == .state ? entry.time : entry.since ?? until
    let bounds = OwnerView.Bounds(
      since: entry.predating == nil ? since.wall : .min,
      until: entry.predating == .both ? .min : until.wall)
    current.take(entry, bounds)
    end.take(entry, bounds)
    guard entry.predating != nil else { return }
    // Which of these times it was is not known where the clock was set more than once.
    for place in earlier.indices {
      earlier[place].take(entry, .init(since: since.wall, until: .max))
    }
  }

  private mutating func setClock(_ entry: HistoryEntry) {
    guard let shift = entry.count, shift < 0 else { return }
    // While an agent looks the clock goes on until it is set.
    let old = entry.since?.wall ?? entry.time.wall - Int64(shift)
    if current.isCovered, begins <= moment.wall, moment.wall <= old { earlier.append(current) }
    current = end
    current.wall = moment.wall
    begins = entry.time.wall
  }

  private var views: [OwnerView] { earlier + (isCurrent ? [current] : []) }

  /// What the clock has not come to again was before it was set back, or not at all yet.
  private var isCurrent: Bool {
    current.isCovered && begins <= moment.wall && (earlier.isEmpty || !isPastEnd)
  }

  private var isPastEnd: Bool { ends.map { $0 < moment } ?? false }

  /// How often the moment came: more than once where the clock was set back behind it.
  public var passes: Int { views.count }

  /// Whether the history tells of the moment at all.
  public var isCovered: Bool { !views.isEmpty }

  /// Whether the history ends before the moment.
  public var isBehindEnd: Bool { isCurrent && isPastEnd }

  /// Whether nobody looked then, or events were lost.
  public var isUnwatched: Bool { isBehindEnd || isInterrupted }

  /// Whether entries about the moment, or the last before the history's end, are missing.
  public var isInterrupted: Bool { views.contains(where: \.isUnwatched) }

  /// What persons call the guests, by uuid.
  public var names: [String: String] {
    views.reduce(into: [:]) { names, view in names.merge(view.names) { $1 } }
  }

  /// Who had a queue then.
  public func answer(_ queue: APQN) -> Answer {
    let holders = views.reduce(into: Set()) { $0.formUnion($1.holders(of: queue)) }
    guard holders.count < 2, let holder = holders.first else { return .between(holders) }
    return isUnwatched ? .unwatched(holder) : .known(holder)
  }

  /// All queues that had a device then, or may have had one.
  public var queues: [APQN] { views.reduce(into: Set()) { $0.formUnion($1.queues) }.sorted() }
}
