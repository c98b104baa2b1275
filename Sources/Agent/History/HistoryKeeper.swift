public import History
internal import Uevents

/// The history of a running agent: hands what happens on, and keeps what it comes to.
public final class HistoryKeeper {
  private var history: AgentHistory
  private let files: HistoryFiles?
  private let journal: JournalSender?
  private let log: JournalLog
  /// What was decided and is not noted yet: what led to it comes first.
  private var decisions: [HistoryEntry] = []
  /// A job that has begun and is not noted yet: what led to it comes first.
  private var begun: Counted?

  /// A moment beside the kernel's count of events.
  struct Counted {
    fileprivate let moment: Moment
    fileprivate let mark: UInt64?
  }

  /// Goes on where an earlier agent ended.
  ///
  /// - Parameters:
  ///   - files: the files; nil for none.
  ///   - journal: the journal; nil for none.
  ///   - log: where it is said what can't be written.
  ///   - words: what the agent keeps, and how.
  public init(
    _ files: HistoryFiles?, journal: JournalSender?, _ log: JournalLog, _ words: String
  ) {
    self.files = files
    self.journal = journal
    self.log = log
    let now = Self.now
    let beginning = files?.begin(at: now) ?? HistoryWriter.Beginning()
    history = AgentHistory(beginning.known, at: beginning.lookedAt?.earlier(than: now))
    for remark in beginning.remarks { log.write(LogLine(.warning, remark)) }
    let start = history.starts(at: now, after: beginning.lookedAt, words)
    keep(start, knowing: nil, at: now)
  }

  private static var now: Moment { WallClock().moment(.now) }

  /// Whether the journal that systemd would read the log into has each line of it as an entry.
  var replacesLog: Bool { journal != nil && log.isJournal }

  /// The agent decided something.
  func decided(_ line: LogLine) { decisions.append(history.decided(line, at: Self.now)) }

  /// How far it has come in files; nil where it has none.
  public var standing: HistoryStanding? { files?.standing }

  /// Events arrived, which mean this.
  func heard(_ batch: EventBatch, _ meanings: [UeventMeaning]) {
    guard !batch.events.isEmpty || batch.overruns > 0 else { return }
    history.heard(batch.events, meanings, lost: batch.overruns, at: Self.now)
  }

  /// The worker begins a job.
  func begins(_ source: (any EventSource)?) {
    begun = Counted(moment: Self.now, mark: source?.emitted)
  }

  /// When an input arrived, for `note`, which comes behind all that it leads to.
  func moment(_ input: AgentInput, _ source: (any EventSource)?) -> Counted {
    history.meets(input)
    return Counted(moment: Self.now, mark: input.needsMark ? source?.emitted : nil)
  }

  /// Takes note of an input and of the job that it led to.
  func note(_ input: AgentInput, at arrival: Counted) {
    let now = arrival.moment
    let changes = history.note(input, at: now, mark: arrival.mark)
    let entries = changes + decisions
    decisions = []
    switch input {
    case .finished(.looked):
      let began = history.lookBegan
      keep(entries, knowing: changes.isEmpty ? nil : history.known, since: began, at: now)
      if !changes.isEmpty { Memory.giveBack() }
    // A repair waits for its write's line, but only for a moment, and not for the disk to have it; a kill loses none.
    case .progressed:
      keep(entries, knowing: nil, at: now, syncs: false)
      files?.finish()
      journal?.finish()
    case .finished: keep(entries, knowing: nil, at: now)
    default: if !entries.isEmpty { keep(entries, knowing: nil, at: now) }
    }
    if let begun { history.begins(at: begun.moment, mark: begun.mark) }
    begun = nil
  }

  /// The agent ends.
  ///
  /// - Parameter writes: those that the kernel has not answered.
  func ends(leaving writes: [PendingAccess]) {
    let now = Self.now
    let left = writes.map {
      history.left($0, since: WallClock().moment($0.since), at: now)
    }
    let looked = history.lookedAt
    keep(left + decisions + history.ends(at: now), knowing: history.known, since: looked, at: now)
    files?.end()
    journal?.finish()
  }

  private func keep(
    _ entries: [HistoryEntry], knowing sight: HostSight?, since: Moment? = nil, at now: Moment,
    syncs: Bool = true
  ) {
    journal?.keep(entries, knowing: history.known, at: now)
    let left = sight.map { (sight: $0, since: since ?? now) }
    files?.keep(entries, knowing: history.known, leaving: left, syncs: syncs)
  }
}

extension AgentInput {
  /// Whether it tells of writes of the agent or of a look, which events are put in order with.
  fileprivate var needsMark: Bool {
    switch self {
    case .progressed, .finished(.applied), .finished(.released), .finished(.looked): true
    default: false
    }
  }
}
