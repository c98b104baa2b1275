internal import APModel
public import History
internal import Reconcile
public import Uevents

/// What the agent sees and does, as a history: it is handed all that happens, and says what to note.
///
/// It stands beside the agent's decisions and has no part in them.
public struct AgentHistory: Sendable {
  /// After so long without an entry one says that the agent still looks, in milliseconds.
  private static let longestSilence: Int64 = 3_600_000
  /// A wall clock that moves by so much against the monotonic one was set, in milliseconds.
  static let jump: Int64 = 1_000
  /// An access that takes so long keeps the agent from looking, in milliseconds.
  private static let longestAccess: Int64 = 2_000

  var chronicle: Chronicle
  private var jobBegan: Moment?
  private var jobMark: UInt64?
  private var stepsTold = 0
  /// When the step that is told next can have begun at the earliest.
  var stepBegan: Moment?
  private var poll: Fingerprint?
  private var pollTurns = 1
  var offset: Int64?
  /// When the wall clock was set back last; nil if it was not.
  var setBack: Moment?
  var notedAt: Moment?
  /// Since when no event can be heard, as far as that is not noted yet; nil while they are.
  private var deafSince: Moment?
  /// Since when nobody could look because the kernel does not answer; nil while it does.
  private var blindSince: Moment?

  /// The guests of the last look, also those that are only declared, by their objects.
  var guests: [String: Look.Guest] = [:]

  /// Begins with what an earlier agent knew at its end, and when.
  public init(_ known: HostSight? = nil, at moment: Moment? = nil) {
    chronicle = Chronicle(known, at: moment)
  }

  /// What the last look showed; nil before the first.
  public var known: HostSight? { chronicle.known }
  /// When somebody last looked; nil before the first time.
  var lookedAt: Moment? { chronicle.lookedAt }
  /// When it began.
  public var lookBegan: Moment? { chronicle.lastBegan }

  /// Takes events in as they arrive, with what they mean.
  public mutating func heard(
    _ events: [Uevent], _ meanings: [UeventMeaning], lost: Int, at now: Moment
  ) {
    // One by one: a storm's events are in memory often enough.
    for (event, meaning) in zip(events, meanings) {
      chronicle.hear([HeardEvent(meaning, sequence: event.sequenceNumber, at: now)])
    }
    if lost > 0 { chronicle.hear([], lost: lost) }
  }

  /// The worker begins a job.
  ///
  /// - Parameter mark: the number of the last event that the kernel has sent; nil if it is not known.
  public mutating func begins(at now: Moment, mark: UInt64?) {
    (jobBegan, jobMark, stepsTold, stepBegan) = (now, mark, 0, now)
    if let mark { chronicle.counted(mark, at: now) }
  }

  /// Learns the names of a look's guests, before anything is decided by it.
  mutating func meets(_ input: AgentInput) {
    guard case .finished(.looked(let look)) = input else { return }
    guests = Dictionary(look.guests.map { (HostObject.guest($0.name), $0) }) { first, _ in first }
  }

  /// Takes note of what happened.
  ///
  /// - Parameter mark: the number of the last event that the kernel has sent; needed for a write and a look.
  /// - Returns: what is to be kept, in order.
  public mutating func note(
    _ input: AgentInput, at now: Moment, mark: UInt64?
  ) -> [HistoryEntry] {
    var entries = clock(now)
    switch input {
    case .progressed(let step):
      stepsTold += 1
      entries += wrote(step, at: now, mark)
      stepBegan = now
    case .tick(let access?): wait(for: access, at: now)
    case .finished(.looked(let look)):
      entries += looked(look, at: now, mark)
      if entries.isEmpty { entries += stillLooks(at: now) }
    case .finished(.applied(let applied)), .finished(.released(let applied)):
      // What a failed wait means is told by its line in the log, as a decision.
      for step in applied.steps.dropFirst(stepsTold) + applied.undone where step.isWrite {
        entries += wrote(step, at: now, mark)
      }
    case .finished(.polled(let fingerprint)):
      if fingerprint == poll, let jobBegan {
        chronicle.stayed(at: jobBegan, inTurns: pollTurns)
      }
      entries += sawNothing(until: now)
    case .eventsEnded: deafSince = deafSince ?? now
    case .eventsOpened:
      entries += heardNothing(until: now)
      deafSince = nil
    case .reloaded(let mode, nil):
      entries.append(Self.agent("configuration in force", at: now, after: "mode \(mode.rawValue)"))
    default: break
    }
    if !entries.isEmpty { notedAt = now }
    return entries.map { $0.predated(by: setBack) }
  }

  private mutating func looked(_ look: Look, at now: Moment, _ mark: UInt64?) -> [HistoryEntry] {
    // What showed nothing is no ground for what has stayed as it was.
    poll = look.shown == .nothing ? nil : look.poll
    pollTurns = look.pollTurns
    let changes = chronicle.look(
      look.shown, began: jobBegan ?? now, mark: jobMark, endMark: mark, at: now)
    return changes + heardNothing(until: now) + sawNothing(until: now)
  }

  /// Says now and then that there was nothing to say.
  private func stillLooks(at now: Moment) -> [HistoryEntry] {
    guard let notedAt, now.uptime - notedAt.uptime >= Self.longestSilence else { return [] }
    return [Self.agent("alive", at: now)]
  }

  /// The agent ends; what was heard and not looked at is told.
  public mutating func ends(at now: Moment) -> [HistoryEntry] {
    var end = Self.agent(HistoryEntry.ending, at: now)
    end.since = lookedAt
    let entries = chronicle.end(at: now) + heardNothing(until: now) + sawNothing(until: now)
    return (entries + [end]).map { $0.predated(by: setBack) }
  }

  /// An access is under way; while it goes unanswered nobody looks at anything.
  private mutating func wait(for access: PendingAccess, at now: Moment) {
    guard now.uptime - access.since.milliseconds >= Self.longestAccess else { return }
    blindSince = blindSince ?? lookedAt
  }

  /// Nothing is known of what came and went while the kernel did not answer.
  private mutating func sawNothing(until now: Moment) -> [HistoryEntry] {
    guard let since = blindSince else { return [] }
    blindSince = nil
    var entry = HistoryEntry(.lost, at: now)
    (entry.object, entry.since, entry.until) = ("looking", since, now)
    return [entry]
  }

  /// Nothing is known of what came and went between two looks while no event was heard.
  private mutating func heardNothing(until now: Moment) -> [HistoryEntry] {
    guard let since = deafSince, since.uptime < now.uptime else { return [] }
    deafSince = now
    var entry = HistoryEntry(.lost, at: now)
    (entry.object, entry.since, entry.until) = ("listening", since, now)
    return [entry]
  }

  static func agent(
    _ what: String, at now: Moment, after: String? = nil
  ) -> HistoryEntry {
    var entry = HistoryEntry(.agent, at: now)
    (entry.object, entry.part, entry.after) = ("agent", what, after)
    return entry
  }
}
