public import Reconcile

/// One entry of the history: what changed, when, and through whose doing.
public struct HistoryEntry: Hashable, Sendable {
  /// What an entry is about.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Queues changed hands.
    case queues
    /// A guest's matrix, or whether it runs.
    case guest
    /// An mdev came, is being removed, or is gone.
    case mdev
    /// `apmask` or `aqmask`.
    case mask
    /// The `driver_override` of queues.
    case override
    /// A card came, went, or changed its state.
    case card
    /// The agent wrote.
    case write
    /// The agent decided something, or says why it can't do it: a line of its log.
    case decision
    /// The agent started, ended, or looked again and found all as it was.
    case agent
    /// Something was not seen, or could not be kept.
    case lost
    /// The wall clock was set.
    case clock
    /// A file begins, or one was removed.
    case file
    /// Who had each queue: from here on the history stands by itself.
    case state
  }

  /// Who did it, as far as is known.
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// A write of the agent.
    case apmatrix
    /// Another writer, or the kernel at the word of one.
    case other
    /// The machine: an adapter or a domain came, went, or was configured.
    case hardware
    /// The guest started or ended.
    case guest
    /// Nobody looked when it happened, or the event that told of it was lost.
    case unknown
  }

  /// What of an entry's bounds is of the wall clock as it went before it was set back.
  public enum Predating: String, Hashable, Sendable, CaseIterable {
    /// Only `since`.
    case since
    /// `since` and `until`.
    case both
  }

  /// By what it was noticed.
  public enum Sign: String, Hashable, Sendable, CaseIterable {
    /// The agent's own write, which was read back.
    case write
    /// An event of the kernel.
    case event
    /// Two looks of which each showed something else.
    case look
    /// The first look of an agent that started.
    case start
  }

  /// What it is about.
  public var kind: Kind
  /// When it was noted.
  public var time: Moment
  /// The last moment at which it is known not to have happened yet; nil where `time` says all.
  public var since: Moment?
  /// The first moment at which it is known to have happened; nil where `time` says all.
  public var until: Moment?
  /// Which of the two is of a time before the wall clock was set back last; nil for none.
  public var predating: Predating?
  /// Who did it.
  public var cause: Cause?
  /// By what it was noticed.
  public var sign: Sign?
  /// The agent's write that did it: the attribute and the value.
  public var step: String?
  /// What the agent wrote, as the attribute took it.
  public var value: String?
  /// The queues that it is about.
  public var queues = QueueSet()
  /// What else it is about: a guest's uuid, a card, an attribute.
  public var object: String?
  /// Which part of the object: `assigned`, `running`.
  public var part: String?
  /// What was; for `queues` the text of a `Holder`.
  public var before: String?
  /// What is; for `queues` the text of a `Holder`.
  public var after: String?
  /// What persons call the guests that it names, by uuid.
  public var names: [String: String] = [:]
  /// What the agent's log says, for a decision and a write: the object, the plain fact and the reason.
  public var words: String?
  /// How much a decision matters, as syslog(3) numbers it.
  public var priority: Int?
  /// Who had each queue, for `state`.
  public var holders: [Holder: QueueSet] = [:]
  /// How many, for what is counted.
  public var count: Int?

  /// An entry that was noted at a moment.
  public init(_ kind: Kind, at time: Moment) {
    self.kind = kind
    self.time = time
  }
}

extension HistoryEntry {
  /// It, with which bounds are from before the wall clock was set back.
  ///
  /// - Parameter setting: the moment behind it; what it is compared with has a time since the machine started.
  public func predated(by setting: Moment?) -> HistoryEntry {
    guard let setting, let since, since.uptime > 0, since.uptime < setting.uptime else {
      return self
    }
    var entry = self
    let areBoth = until.map { $0.uptime > 0 && $0.uptime < setting.uptime } ?? false
    entry.predating = areBoth ? .both : .since
    return entry
  }

  /// What an agent does whose last entry this is.
  public static let ending = "ends"
  /// The part of the entry with which an agent starts.
  public static let starting = "starts"

  /// The entry as one behind another: an agent that starts and knows of none before, as where only the journal
  /// keeps its entries, has not looked since that.
  ///
  /// - Parameter last: of when the one before tells; nil where there is none.
  func following(_ last: Moment?) -> HistoryEntry {
    guard let last, kind == .agent, part == Self.starting, since == nil, last <= time else {
      return self
    }
    var entry = self
    (entry.since, entry.until) = (last, time)
    return entry
  }

  /// The last moment of which it tells: an agent that ends has looked before, which is its `since`.
  public var lookedAt: Moment {
    kind == .agent && part == Self.ending ? since ?? time : time
  }

  /// Whether entries are missing here; behind it one of the kind `state` says who has each queue, if an agent
  /// noticed.
  var isOfEntries: Bool {
    kind == .lost && (object == "entries" || object == "lines")
  }
}
