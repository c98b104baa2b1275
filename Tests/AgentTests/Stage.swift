import Agent
import Uevents

/// Plays a history to the agent's state on a clock that only the test moves.
struct Stage {
  /// The agent.
  private(set) var state: AgentState
  /// The present moment in milliseconds; the agent started at 0.
  private(set) var now: Milliseconds = 0
  /// Everything that the agent did, with its moment.
  private(set) var done: [(at: Milliseconds, action: AgentAction)] = []
  /// What a read finds.
  var look: Look
  /// What a repair does; by default all steps of the look, which are gone afterwards.
  var repair: (inout Look) -> Applied
  /// What a look waits for only while something is left alone.
  var waitsWhileLeaving: [String] = []
  /// The objects that every plan changes, also one that is to leave them alone.
  var insistent: Set<String> = []
  /// How long a job takes; nil: the worker never answers.
  var jobTime: Milliseconds?
  private var jobEnds: Milliseconds?
  private var access: PendingAccess?
  private var leaving: Set<String> = []

  init(
    _ policy: AgentPolicy, look: Look = Look(), jobTime: Milliseconds? = 5,
    repair: @escaping (inout Look) -> Applied = Stage.succeed, events: String? = "udev events"
  ) {
    self.look = look
    self.jobTime = jobTime
    self.repair = repair
    state = AgentState(policy, at: Instant(milliseconds: 0), events: events)
    send(.tick(nil))
  }

  static func policy(_ mode: AgentPolicy.Mode) -> AgentPolicy { AgentPolicy(mode: mode) }

  /// A repair that does every step.
  static func succeed(_ look: inout Look) -> Applied {
    var applied = Applied()
    for step in look.steps {
      applied.steps.append(.init(object: step.object, text: "done: \(step.text)", outcome: .done))
    }
    look.steps = []
    change(&look)
    return applied
  }

  /// A repair that the kernel refuses.
  static func refuse(_ look: inout Look) -> Applied {
    var applied = Applied()
    if let step = look.steps.first {
      applied.steps = [.init(object: step.object, text: "EBUSY", outcome: .failed("EBUSY"))]
    }
    return applied
  }

  /// Makes the host another one.
  static func change(_ look: inout Look) { look.fingerprint = Fingerprint(look.fingerprint) }

  mutating func send(_ input: AgentInput) {
    for action in state.handle(input, at: Instant(milliseconds: now)) {
      done.append((now, action))
      if case .start = action { jobEnds = jobTime.map { now + $0 } }
    }
  }

  /// Says that the status could not be written.
  mutating func losePublication() { state.isNotPublished() }

  /// Says that the exposures could not be kept.
  mutating func loseExposures() { state.isNotKept() }

  /// Sends one hint.
  mutating func event(_ meaning: UeventMeaning = Stage.queueAdded, isDrained: Bool = true) {
    send(.events([meaning], overruns: 0, isDrained: isDrained))
  }

  static let queueBound = UeventMeaning(
    Uevent(.bind, "/devices/ap/card05/05.0047", subsystem: "ap"))
  static let queueAdded = UeventMeaning(
    Uevent(.add, "/devices/ap/card05/05.0047", subsystem: "ap"))
  static let complete = UeventMeaning(
    Uevent(.change, "/devices/ap", subsystem: "ap", properties: ["BINDINGS": "complete"]))

  /// Lets time pass: ticks when the agent asked for them, jobs end when they are done.
  mutating func run(until end: Milliseconds, access: PendingAccess? = nil) {
    self.access = access
    defer { self.access = nil }
    while !hasExited {
      let tick = state.deadline.milliseconds
      let next = min(tick, jobEnds ?? .max)
      guard next <= end else { break }
      precondition(next > now || done.count < 100_000, "spins at \(now)")
      now = max(now, next)
      if let ends = jobEnds, ends <= now {
        finish()
      } else {
        send(.tick(access))
      }
    }
    now = max(now, end)
  }

  /// Lets time pass in which nothing runs: the process is stopped, and its worker with it.
  mutating func standStill(_ time: Milliseconds) {
    now += time
    jobEnds = jobEnds.map { $0 + time }
  }

  /// Lets the worker's job end.
  mutating func finish() {
    guard let job = state.job else { return }
    jobEnds = nil
    send(.tick(access))
    switch job {
    case .look(let leaving):
      self.leaving = leaving
      var found = look
      found.steps.removeAll(where: isLeft)
      if !leaving.isEmpty { found.waits += waitsWhileLeaving }
      send(.finished(.looked(found)))
    case .apply:
      let aside = look.steps.filter(isLeft)
      look.steps.removeAll(where: isLeft)
      let applied = repair(&look)
      look.steps += aside
      send(.finished(.applied(applied)))
    case .release: send(.finished(.released(Applied())))
    case .poll: send(.finished(.polled(look.poll)))
    }
  }

  private func isLeft(_ step: Look.Step) -> Bool {
    leaving.contains(step.object) && !insistent.contains(step.object)
  }

  /// Whether the agent has ended.
  var hasExited: Bool { done.last?.action == .exit(0) }

  /// When full reads began.
  var looks: [Milliseconds] {
    done.compactMap { if case .start(.look) = $0.action { $0.at } else { nil } }
  }

  /// When jobs of a kind began.
  func starts(_ job: AgentJob) -> [Milliseconds] {
    done.filter { $0.action == .start(job) }.map(\.at)
  }

  /// The lines of the log.
  var lines: [String] {
    done.compactMap { if case .log(let line) = $0.action { line.text } else { nil } }
  }

  /// The lines that `journalctl -p warning` shows.
  var warnings: [String] {
    done.compactMap {
      guard case .log(let line) = $0.action, line.priority.rawValue <= 4 else { return nil }
      return line.text
    }
  }

  /// What systemd was told, without the text.
  var notifications: [String] {
    done.compactMap {
      guard case .notify(let notification) = $0.action else { return nil }
      switch notification {
      case .ready: return "ready"
      case .reloading: return "reloading"
      case .status, .starting: return nil
      case .watchdog: return "watchdog"
      case .stopping: return "stopping"
      }
    }
  }

  /// A look that differs from the configuration in one step.
  static func differing(_ text: String = "assign 05 to web01") -> Look {
    var look = Look()
    look.steps = [.init(object: "guest web01", text: text)]
    return look
  }
}
