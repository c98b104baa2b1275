import Agent
import TestSupport
import Testing
import Uevents

@Suite
struct `In random histories` {
  /// Checks after every input what must always hold.
  struct Referee {
    var state: AgentState
    var now: Milliseconds = 0
    var isBusy = false
    var look = Look()
    var broken: [String] = []
    var hasExited = false

    mutating func send(_ input: AgentInput) {
      for action in state.handle(input, at: Instant(milliseconds: now)) {
        check(action)
      }
      let deadline = state.deadline.milliseconds
      if !hasExited, deadline <= now, !isBusy { broken.append("spins at \(now)") }
    }

    mutating func check(_ action: AgentAction) {
      switch action {
      case .start(let job):
        if isBusy { broken.append("two jobs at \(now)") }
        if hasExited { broken.append("a job after the end") }
        isBusy = true
        guard job == .apply else { return }
        if state.policy.mode == .observe { broken.append("a write in observe mode at \(now)") }
        if state.look?.isComplete != true { broken.append("a write after half a read at \(now)") }
        if state.look?.steps.isEmpty != false { broken.append("a write for nothing at \(now)") }
      case .exit:
        hasExited = true
      default: break
      }
    }
  }

  @Test(arguments: UInt64(1)...40)
  func `there is one job at a time, no forbidden write, no spinning, and an end`(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var policy = AgentPolicy(mode: seed % 2 == 0 ? .enforce : .observe)
    policy.watchdog = seed % 3 == 0 ? 30_000 : nil
    var referee = Referee(
      state: AgentState(policy, at: Instant(milliseconds: 0), events: "udev events"))
    referee.send(.tick(nil))
    for _ in 0..<2_000 {
      referee.now += Int64.random(in: 0...400, using: &generator)
      step(&referee, &generator)
    }
    referee.send(.terminate)
    referee.now += 1_000
    if !referee.hasExited { referee.send(.tick(nil)) }
    #expect(referee.broken.isEmpty, "seed \(seed): \(referee.broken.prefix(3))")
    #expect(referee.hasExited, "seed \(seed)")
  }

  private func step(_ referee: inout Referee, _ generator: inout SeededGenerator) {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0...3:
      let meaning = Bool.random(using: &generator) ? Stage.queueAdded : Stage.complete
      let isDrained = Bool.random(using: &generator)
      referee.send(.events([meaning], overruns: 0, isDrained: isDrained))
    case 4: referee.send(.events([], overruns: 1, isDrained: true))
    case 5:
      Stage.change(&referee.look)
      referee.look.steps = Bool.random(using: &generator) ? Stage.differing().steps : []
      referee.look.isComplete = Int.random(in: 0..<5, using: &generator) > 0
    case 6: referee.look.poll = Fingerprint(referee.look.poll)
    case 7 where Int.random(in: 0..<10, using: &generator) == 0:
      referee.send(.reload)
      referee.send(
        .reloaded(
          mode: Bool.random(using: &generator) ? .enforce : .observe,
          refusal: Bool.random(using: &generator) ? nil : ["refused"]))
    case 8 where Int.random(in: 0..<10, using: &generator) == 0:
      referee.send(.eventsEnded("gone"))
      referee.send(.eventsOpened("udev events"))
    default: answer(&referee, &generator)
    }
    referee.send(.tick(nil))
  }

  private func answer(_ referee: inout Referee, _ generator: inout SeededGenerator) {
    guard let job = referee.state.job else { return }
    referee.isBusy = false
    switch job {
    case .look: referee.send(.finished(.looked(referee.look)))
    case .release: referee.send(.finished(.released(Applied())))
    case .poll: referee.send(.finished(.polled(referee.look.poll)))
    case .apply:
      let succeeds = Bool.random(using: &generator)
      let applied = succeeds ? Stage.succeed(&referee.look) : Stage.refuse(&referee.look)
      referee.send(.finished(.applied(applied)))
    }
  }
}
