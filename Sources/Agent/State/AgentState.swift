/// The agent's decisions as a value: what happened goes in, what is to be done comes out.
///
/// It knows no clock, no thread, no descriptor and no host, so every history can be tested. Each of
/// its parts decides one thing; here they meet.
public struct AgentState: Sendable {
  /// How the agent behaves; the mode follows the configuration.
  public internal(set) var policy: AgentPolicy
  /// What was counted.
  public internal(set) var counters = AgentCounters()
  /// The last full read.
  public internal(set) var look: Look?
  /// The job that the worker has; nil if it is idle.
  public var job: AgentJob? { work.job }

  let started: Instant
  var now: Instant
  var actions: [AgentAction] = []

  var schedule: ReadingSchedule
  var work = Work()
  var pursuit = Pursuit()
  var duty = HoldDuty()
  var exposures: ExposureLedger
  var visits = VisitWatch()
  var exposureKeeping: ExposureKeeping
  var news = HostNews()
  var feed: EventFeed
  var blockedWatch = BlockedWatch()
  var readiness: Readiness
  var publication = Publication()
  var lifeSigns: LifeSigns
  var ending = Ending()
  var checkup = Checkup()

  /// When the host was last found as declared, apart from what waits.
  var succeededAt: Instant?
  var moments = AgentMoments()
  /// Why the last repair was made without a rehearsal; nil if it was rehearsed.
  var unrehearsed: String?
  /// Why the last configuration was refused; empty if it was not.
  var refusal: [String] = []
  /// Whether no look has compared the host yet with the configuration that is in force.
  var isUncompared = true

  /// An agent that starts now.
  ///
  /// - Parameters:
  ///   - policy: how it behaves.
  ///   - now: the present moment.
  ///   - events: the name of the source of events that is open; nil if it has to be opened.
  ///   - exposures: what an earlier agent has left to be acknowledged.
  public init(
    _ policy: AgentPolicy, at now: Instant, events: String?,
    exposures: ExposureLedger = ExposureLedger(name: "")
  ) {
    self.exposures = exposures
    self.policy = policy
    self.now = now
    started = now
    exposureKeeping = ExposureKeeping(at: now)
    moments.configuration = now
    schedule = ReadingSchedule(at: now, policy)
    feed = EventFeed(events, at: now)
    readiness = Readiness(at: now)
    lifeSigns = LifeSigns(at: now)
  }

  /// Takes in what happened and says what is to be done, in this order.
  public mutating func handle(_ input: AgentInput, at now: Instant) -> [AgentAction] {
    if now - deadline >= policy.standstill { blockedWatch.stoodStill(until: now) }
    self.now = max(now, self.now)
    actions = []
    switch input {
    case .events(let meanings, let numbers, let overruns, let isDrained):
      if overruns > 0 { visits.forget() } else { heardBindings(meanings, numbers) }
      arrived(meanings, overruns: overruns, isDrained: isDrained)
    case .eventsEnded(let reason):
      visits.forget()
      eventsEnded(reason)
    case .eventsOpened(let name):
      visits.forget()
      eventsOpened(name)
    case .eventsSuperseded: eventsSuperseded()
    case .tick(let access): watch(access)
    case .progressed(let step): progressed(step)
    case .finished(let result): finished(result)
    case .acknowledged(let mark): acknowledged(mark)
    case .examined(let diagnosis): examined(diagnosis)
    case .reload: reload()
    case .reloaded(let mode, let refusal): reloaded(mode, refusal)
    case .terminate: terminate()
    }
    advance()
    return actions
  }

  /// The status could not be written: it is published again with whatever happens next, a poll at the
  /// latest.
  public mutating func isNotPublished() { publication.change() }

  /// The exposures could not be kept: that is tried again with the next look or poll.
  public mutating func isNotKept() { exposureKeeping.failed() }

  /// When `tick` has to come at the latest, if nothing else happens before.
  public var deadline: Instant {
    var moments: [Instant?] = [ending.limit, lifeSigns.next(policy)]
    if ending.hasBegun {
      if work.isIdle { moments.append(duty.retriesAt) }
    } else {
      moments += [feed.opensAt, readiness.limit(policy), readiness.nextSign]
      moments.append(checkup.deadline(policy))
      moments += work.isIdle ? idleMoments : [work.nextCheck(at: now, policy)]
    }
    return moments.compactMap { $0 }.min() ?? now + policy.poll
  }

  private var idleMoments: [Instant?] {
    let retry = repairsWait && !schedule.burst.isOpen ? pursuit.backOff.until : nil
    return schedule.deadlines(at: now, policy) + pursuit.restEnds + [retry, duty.retriesAt]
  }

  /// Whether a repair waits for its next attempt; of what somebody keeps changing back none does.
  var repairsWait: Bool {
    guard policy.mode == .enforce, let look, look.isComplete else { return false }
    return look.steps.contains { !pursuit.tugOfWar.objects.contains($0.object) }
  }

  private mutating func advance() {
    if lifeSigns.isDue(at: now, policy) { actions.append(.notify(.watchdog)) }
    if ending.hasBegun {
      // None is begun for which no time is left.
      if !ending.hasCome(isIdle: false, at: now) { _ = startRelease() }
      if ending.hasCome(isIdle: work.isIdle && !duty.isOwed, at: now) { exit() }
      return
    }
    let ended = pursuit.expire(at: now, policy)
    for object in ended.contested {
      log(.notice, "\(object): left alone long enough, looked after again")
    }
    if ended.any { schedule.want(.retry) }
    if feed.isDue(at: now) { actions.append(.openEvents) }
    startNextJob()
    becomeReady()
    examine()
    publish()
  }

  mutating func log(_ priority: LogLine.Priority, _ text: String) {
    actions.append(.log(LogLine(priority, text)))
  }
}
