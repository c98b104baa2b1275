/// The agent's decisions as a value: what happened goes in, what is to be done comes out.
///
/// It knows no clock, no thread, no descriptor and no host, so every history can be tested.
public struct AgentState: Sendable {
  /// How the agent behaves; the mode follows the configuration.
  public internal(set) var policy: AgentPolicy
  /// What was counted.
  public internal(set) var counters = AgentCounters()
  /// The job that the worker has; nil if it is idle.
  public internal(set) var job: AgentJob?
  /// The last full read.
  public internal(set) var look: Look?

  let started: Instant
  var now: Instant
  var actions: [AgentAction] = []

  var burst = Burst()
  var backOff = BackOff()
  var tugOfWar = TugOfWar()
  var stubborn = Stubborn()

  var wanted: AgentCounters.Reason? = .start
  var jobStarted: Instant?
  var lookedAt: Instant?
  /// What the log has told of the host.
  var told: Look?
  var succeededAt: Instant?
  var nextPoll: Instant
  var nextFullRead: Instant
  var pollBaseline: Fingerprint?
  var applied: Applied?
  var planned: Set<String> = []
  /// Whether the job that is under way began with a configuration that is no longer in force.
  var isOutdated = false
  /// Why the last repair ended early although no step failed.
  var interruption: String?
  var incompleteReads = 0
  var attempts = 0
  var postponed = 0

  var blocked: PendingAccess?
  var eventSource: String?
  var openEventsAt: Instant?
  var openFailures = 0

  var refusal: [String] = []
  var isReady = false
  var isStopping = false
  var stopBy: Instant?
  var lastFed: Instant
  var isChanged = true
  var publishedAt: Instant?
  var statusLine: String?

  /// An agent that starts now.
  ///
  /// - Parameters:
  ///   - policy: how it behaves.
  ///   - now: the present moment.
  ///   - events: the name of the source of events that is open; nil if it has to be opened.
  public init(_ policy: AgentPolicy, at now: Instant, events: String?) {
    self.policy = policy
    self.now = now
    started = now
    lastFed = now
    nextPoll = now + policy.poll
    nextFullRead = now + policy.fullRead
    eventSource = events
    if events == nil { openEventsAt = now }
  }

  /// Takes in what happened and says what is to be done, in this order.
  public mutating func handle(_ input: AgentInput, at now: Instant) -> [AgentAction] {
    self.now = max(now, self.now)
    actions = []
    switch input {
    case .events(let meanings, let overruns, let isDrained):
      arrived(meanings, overruns: overruns, isDrained: isDrained)
    case .eventsEnded(let reason): eventsEnded(reason)
    case .eventsOpened(let name): eventsOpened(name)
    case .tick(let access): watch(access)
    case .finished(let result): finished(result)
    case .reload: reload()
    case .reloaded(let mode, let refusal): reloaded(mode, refusal)
    case .terminate: terminate()
    }
    advance()
    return actions
  }

  /// When `tick` has to come at the latest, if nothing else happens before.
  public var deadline: Instant {
    var moments: [Instant?] = [stopBy, policy.watchdog.map { lastFed + $0 / 2 }]
    if !isStopping {
      moments += [openEventsAt, isReady ? nil : started + policy.readyAfter]
      moments += job == nil ? idleMoments : [nextBlockedCheck]
    }
    return moments.compactMap { $0 }.min() ?? now + policy.poll
  }

  private var idleMoments: [Instant?] {
    // An open burst ends in a read, and that answers everything else that is due.
    if let end = burst.end(policy) { return [end, tugOfWar.nextEnd, stubborn.nextEnd] }
    let retry = repairsWait ? backOff.until : nil
    return [
      wanted == nil ? nil : now, nextPoll, nextFullRead, retry, tugOfWar.nextEnd, stubborn.nextEnd,
    ]
  }

  private var nextBlockedCheck: Instant? {
    jobStarted.map { max($0 + policy.blockedAfter, now + policy.blockedAfter / 2) }
  }

  /// Whether a repair waits for its next attempt.
  var repairsWait: Bool {
    policy.mode == .enforce && look?.isComplete == true && look?.steps.isEmpty == false
  }

  private mutating func advance() {
    feedWatchdog()
    if isStopping {
      if job == nil || stopBy.map({ $0 <= now }) ?? false { exit() }
      return
    }
    for object in tugOfWar.expire(at: now) {
      log(.notice, "\(object): left alone long enough, looked after again")
      want(.retry)
    }
    if stubborn.expire(at: now) { want(.retry) }
    if let moment = openEventsAt, moment <= now {
      openEventsAt = nil
      actions.append(.openEvents)
    }
    startNextJob()
    becomeReady()
    publish()
  }

  mutating func log(_ priority: LogLine.Priority, _ text: String) {
    actions.append(.log(LogLine(priority, text)))
  }

  mutating func want(_ reason: AgentCounters.Reason) {
    // The first reason is the one that is counted; the read answers all of them.
    wanted = wanted ?? reason
  }
}
