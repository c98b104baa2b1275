public import APModel
internal import Reconcile

/// Who could use one queue in a span of time, one after the other.
public struct AccessReport: Sendable {
  /// When something happened, as far as is known.
  public struct Border: Hashable, Sendable {
    /// The last moment before it.
    public let since: Moment
    /// The first moment after it.
    public let until: Moment
    /// Who did it.
    public let cause: HistoryEntry.Cause?
    /// By what it was noticed.
    public let sign: HistoryEntry.Sign?
    /// The agent's write that did it.
    public let step: String?
  }

  /// One owner and its time.
  public struct Access: Hashable, Sendable {
    /// Who had it.
    public let holder: Holder
    /// When it came; nil if it had it when the span, or the history, began.
    public let from: Border?
    /// When it left; nil if it had it when the span, or the history, ended.
    public internal(set) var to: Border?
  }

  /// The queue.
  public let queue: APQN
  /// The owners, in order.
  public private(set) var accesses: [Access] = []
  /// The times in which nobody looked, or events were lost.
  public private(set) var gaps: [(since: Moment, until: Moment)] = []
  /// What persons call the guests, by uuid.
  public private(set) var names: [String: String] = [:]
  /// When the history begins, if that is within the span.
  public private(set) var begins: Moment?
  /// When the history ends, where no agent goes on with it; of the time after nothing is known.
  public var ends: Moment?
  /// Whether who has the queue at the span's end has it at this moment, as far as is known.
  public var isOpen = true

  /// Draws the report.
  ///
  /// Each entry goes on where the one before it in the files ended, also what came to light late and what was
  /// told after the clock was set; their times only say how exactly each is known.
  ///
  /// - Parameters:
  ///   - queue: the queue.
  ///   - span: the first and the last moment.
  ///   - entries: the history in the order of its files, at least until the span's end.
  ///   - end: the last moment of which it could tell: its own end, or now.
  public init(
    of queue: APQN, in span: ClosedRange<Moment>, _ entries: some Sequence<HistoryEntry>,
    toldUntil end: Moment
  ) {
    self.queue = queue
    var missed: HistoryEntry?
    var last: Moment?
    for entry in entries {
      let isFirst = entry.since == nil
      let entry = entry.following(last)
      last = entry.lookedAt
      names.merge(entry.names) { $1 }
      switch entry.kind {
      case .state:
        goOn(from: entry, behind: missed, span)
        missed = nil
      case .queues where entry.queues.contains(queue):
        if let missed, let before = entry.before.flatMap({ Holder(text: $0) }) {
          take(Self.found(before, behind: missed, at: entry.since ?? entry.time))
        }
        missed = nil
        take(entry)
      case .lost, .agent:
        note(entry, span)
        // What was known before such a start nobody has compared with what it found.
        if entry.isOfEntries || isFirst && entry.since != nil { missed = entry }
      default: break
      }
    }
    if let since = missed?.since {
      let until = max(since, min(end, span.upperBound))
      if since <= span.upperBound, until >= span.lowerBound { note(since, until) }
    }
    accesses.removeAll { !$0.isWithin(span) }
  }

  /// Takes in who has the queue by an entry that tells of all; it only counts where nothing is known.
  private mutating func goOn(
    from state: HistoryEntry, behind missed: HistoryEntry?, _ span: ClosedRange<Moment>
  ) {
    let holder = state.holders.first { $0.value.contains(queue) }?.key ?? .absent
    if accesses.isEmpty {
      accesses = [Access(holder: holder, from: nil, to: nil)]
      if state.time > span.lowerBound { begins = state.time }
    } else if let missed {
      take(Self.found(holder, behind: missed, at: state.time))
    }
  }

  /// Who has the queue behind entries that are missing, whoever it went to in them.
  private static func found(
    _ holder: Holder, behind lost: HistoryEntry, at time: Moment
  ) -> HistoryEntry {
    var hop = HistoryEntry(.queues, at: time)
    (hop.since, hop.until, hop.cause, hop.after) = (lost.since, time, .unknown, holder.text)
    return hop
  }

  private mutating func note(_ entry: HistoryEntry, _ span: ClosedRange<Moment>) {
    guard let since = entry.since, let until = entry.until, until >= span.lowerBound,
      since <= span.upperBound
    else { return }
    note(since, until)
  }

  private mutating func note(_ since: Moment, _ until: Moment) {
    // An agent that ended while it could not look, and the next one that starts, tell of the same time.
    guard let last = gaps.last, last.since <= since, since <= last.until, since <= until else {
      return gaps.append((since, until))
    }
    gaps[gaps.count - 1].until = max(until, last.until)
  }

  private mutating func take(_ hop: HistoryEntry) {
    // Before the first state nothing is known to go on from.
    guard !accesses.isEmpty, let after = hop.after.flatMap({ Holder(text: $0) }) else { return }
    // Only what stands behind missing entries says nothing of before, and it may be as it was.
    if hop.before == nil, accesses.last?.holder == after { return }
    let until = hop.until ?? hop.time
    let border = Border(
      since: hop.since ?? until, until: until, cause: hop.cause, sign: hop.sign, step: hop.step)
    accesses[accesses.count - 1].to = border
    accesses.append(Access(holder: after, from: border, to: nil))
  }
}

extension AccessReport.Access {
  /// Whether it may have been in a span.
  fileprivate func isWithin(_ span: ClosedRange<Moment>) -> Bool {
    let isBegun = from.map { $0.since <= span.upperBound } ?? true
    let isLeft = to.map { $0.until < span.lowerBound } ?? false
    guard let from, let to, to.until < from.since else { return isBegun && !isLeft }
    // The clock was set back in its time, which went on to some moment and went by some other again.
    return isBegun || !isLeft
  }
}
