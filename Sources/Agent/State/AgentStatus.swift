internal import APModel

/// The agent and the host as the agent sees it: what the status file and the metrics show.
public struct AgentStatus: Hashable, Sendable {
  /// The state in a word.
  public enum Condition: String, Hashable, Sendable {
    /// The host was not read yet, or not compared with a new configuration.
    case starting
    /// The host is as the configuration says.
    case asDeclared = "as declared"
    /// The host differs, and nothing is done (`observe`) or can be done about it.
    case drift
    /// The host differs, and is being repaired.
    case repairing
    /// What differs waits for hardware or for consent.
    case waiting
    /// A repair failed, or another tool has the lock, and it is tried again later.
    case backingOff = "backing off"
    /// Somebody else keeps changing an object back.
    case contested
    /// The kernel has not answered an access for a while.
    case blocked
    /// The host could not be read completely.
    case unreadable
    /// The agent ends.
    case stopping
  }

  /// Whether the agent writes.
  public var mode: AgentPolicy.Mode
  /// The state in a word.
  public var condition: Condition
  /// When the agent started.
  public var started: Instant
  /// When this status was made.
  public var made: Instant
  /// The last full read; nil before the first.
  public var look: Look?
  /// When it ended.
  public var lookedAt: Instant?
  /// When the host was last found as declared, apart from what waits.
  public var succeededAt: Instant?
  /// When what else matters last happened.
  public var moments = AgentMoments()
  /// The access that the kernel has not answered for a while.
  public var blocked: PendingAccess?
  /// The objects that are left alone because somebody else keeps changing them.
  public var contested: [String] = []
  /// The objects whose repair keeps failing; they are tried again later.
  public var unrepaired: [String] = []
  /// Failed repairs in a row.
  public var failures = 0
  /// Why the last repair ended early although no step failed; nil if it did not.
  public var interruption: String?
  /// The steps of the repair that is under way that are done; nil if none is.
  public var stepsDone: Int?
  /// Since when repairs wait for the lock of the AP configuration; nil if they don't.
  public var lockedSince: Instant?
  /// When the next repair is tried.
  public var nextAttempt: Instant?
  /// Where events come from; nil while the source has to be opened again.
  public var events: String?
  /// Why the last configuration was refused; empty if it was not.
  public var refusal: [String] = []
  /// What drivers of the host had of guests' queues.
  public var exposures = ExposureLedger(name: "")
  /// Whether what appears on the bus has no driver until the agent gives it one.
  public var isHeld = false
  /// Whether the history that was asked for is kept in files; nil where none was asked for.
  public var keepsHistory: Bool?
  /// What the last examination for the next boot has found; nil before the first.
  public var diagnosis: Diagnosis?
  /// What was counted.
  public var counters = AgentCounters()

  /// A status before the first read.
  public init(mode: AgentPolicy.Mode, condition: Condition, started: Instant, made: Instant) {
    self.mode = mode
    self.condition = condition
    self.started = started
    self.made = made
  }

  /// One line for `systemctl status`.
  public var line: String {
    var text = "\(mode.rawValue): \(fact)"
    if let look, !look.isBlind {
      let managed = look.guests.filter(\.isManaged)
      let queues = managed.reduce(0) { $0 + $1.effective }
      text += "; \(managed.count.counting("guest")), \(queues.counting("effective queue"))"
      let missing = managed.reduce(0) { $0 + $1.missing }
      if missing > 0 { text += ", \(missing) missing" }
      if let problem = Self.first(look.loggedProblems) { text += "; \(problem)" }
    }
    let exposed = exposures.exposures.count
    if exposed > 0 {
      text += "; \(exposed.counting("exposed queue"))" + (exposures.isKept ? " to acknowledge" : "")
    }
    if !refusal.isEmpty { text += "; new configuration refused, the old one is in force" }
    if keepsHistory == false { text += "; no history is kept, the log says why" }
    return text
  }

  /// The first of several facts, and how many more there are.
  private static func first(_ facts: [String]) -> String? {
    facts.first.map { facts.count == 1 ? $0 : "\($0) and \(facts.count - 1) more" }
  }

  private var fact: String {
    switch condition {
    case .drift where look?.steps.isEmpty == true:
      "not as declared" + (Self.first(look?.waits ?? []).map { ": " + $0 } ?? "")
    case .repairing where stepsDone != nil:
      "repairing, \(stepsDone ?? 0) of \((look?.steps.count ?? 0).counting("step")) done"
    case .drift, .repairing:
      "\(condition.rawValue), \((look?.steps.count ?? 0).counting("step")) from the configuration"
    case .waiting: "waiting: \(Self.first(look?.waits ?? []) ?? "")"
    case .backingOff:
      (interruption.map { "a repair ended early (\($0))" } ?? "a repair failed")
        + ", tried again later"
        + (unrepaired.isEmpty ? "" : ": " + unrepaired.joined(separator: ", "))
    case .contested: "contested, left alone: \(contested.joined(separator: ", "))"
    case .blocked:
      blocked.map { "the kernel has not answered \($0.operation) of \($0.path)" } ?? "blocked"
    case .unreadable: "the host can't be read completely, nothing is written"
    case .starting, .asDeclared, .stopping: condition.rawValue
    }
  }
}

/// When what the agent does and hears of last happened; nil for what has not happened since its start.
public struct AgentMoments: Hashable, Sendable {
  /// When the last cheap look at the host ended.
  public var poll: Instant?
  /// When the last repair ended, well or not.
  public var repair: Instant?
  /// When events that concern the matrix last arrived.
  public var event: Instant?
  /// When the configuration that is in force was read.
  public var configuration: Instant?

  /// Nothing has happened yet.
  public init() {}
}
