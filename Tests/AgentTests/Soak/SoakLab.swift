import APModel
import History
import Reconcile
import SystemPackage
import TestSupport
import Uevents

@testable import Agent
@testable import FakeKernel

/// An agent on a fake kernel in one thread, with a clock that the soak moves.
final class SoakLab {
  let tree: KernelTree
  private(set) var broken: [String] = []
  private(set) var state: AgentState
  private(set) var now: Milliseconds = 0
  private(set) var lastActions: [String] = []
  private let scratch: ScratchDirectory
  private var file: LiveConfiguration
  private var keeper: ReconcilingKeeper
  private var world: SoakWorld
  private var random: SeededGenerator
  private var killsLeft: Int?
  private let texts: [String]
  /// What is seen of queues that appear.
  let meter = HoldMeter()
  /// Compares the agent's history with the kernel.
  let memory: HistoryMeter
  private let hasRivals: Bool
  private var history = AgentHistory()

  init(
    seed: UInt64, kernel: KernelCapabilities, ownership: String, hasRivals: Bool = true
  ) throws {
    self.hasRivals = hasRivals
    random = SeededGenerator(seed: seed)
    world = SoakWorld(
      random: SeededGenerator(seed: seed &* 31), overrides: ownership.hasPrefix("driver-override"),
      hasRivals: hasRivals)
    texts = SoakTexts.all(ownership)
    tree = KernelTree(.booted(kernel, hardware: SoakWorld.hardware()))
    memory = HistoryMeter(tree.kernel)
    scratch = try ScratchDirectory()
    file = LiveConfiguration(scratch.path.appending("apmatrix.yaml"))
    try TextFile.write(texts[0], to: file.path)
    _ = file.load()
    keeper = SoakAgent.keeper(tree, file)
    state = AgentState(SoakAgent.policy, at: Instant(milliseconds: 0), events: "fake")
    tree.observer = { [unowned self] before, after, write in
      var rules = SoakRules()
      rules.managed = Set((0...2).map(SoakWorld.uuid))
      rules.used = tree.used
      if let rule = rules.violation(before, after) { broken.append("\(rule) after \(write)") }
    }
    tree.watcher = { [meter, memory, hasRivals, unowned self] in
      // It keeps what it has seen, and among rivals nobody asks for that.
      if !hasRivals { meter.see($0, $1) }
      memory.see($1, number: tree.number)
    }
    feed(.tick(nil))
  }

  /// One operation of the world, some time, and what the agent does meanwhile.
  func step() throws {
    meter.now = now
    memory.now = now
    world.act(on: tree)
    switch Int.random(in: 0..<(hasRivals ? 400 : 60), using: &random) {
    case 0: try configure()
    case 1: killsLeft = Int.random(in: 0..<4, using: &random)
    default: break
    }
    deliver()
    pass(Milliseconds(Int.random(in: 0..<4, using: &random) == 0 ? 2_000 : 60))
  }

  /// Long enough without anything new for every pause to end.
  func calm() {
    world.settle(tree)
    killsLeft = nil
    deliver()
    pass(200_000)
  }

  private func configure() throws {
    let isBad = Int.random(in: 0..<4, using: &random) == 0
    let text = texts[Int.random(in: 0..<texts.count, using: &random)]
    try TextFile.write(isBad ? text + "  oops\n" : text, to: file.path)
    feed(.reload)
  }

  private func deliver() {
    let mail = UnreliableMail(tree.events, using: &random)
    tree.events = []
    memory.lose(mail.lost)
    if mail.isOverrun {
      history.heard([], lost: 1, at: moment)
      feed(.events([], overruns: 1, isDrained: true))
    }
    let events = mail.events
    guard !events.isEmpty else { return }
    history.heard(events, lost: 0, at: moment)
    memory.deliver(events)
    feed(
      .events(
        events.map { UeventMeaning($0) }, numbers: events.map(\.sequenceNumber), overruns: 0,
        isDrained: true))
  }

  private func pass(_ time: Milliseconds) {
    let end = now + time
    while state.deadline.milliseconds <= end {
      now = max(now, state.deadline.milliseconds)
      feed(.tick(nil))
      deliver()
    }
    now = end
  }

  private func feed(_ input: AgentInput) {
    meter.now = now
    memory.now = now
    memory.note(history.note(input, at: moment, mark: tree.number), input, history.known)
    for action in state.handle(input, at: Instant(milliseconds: now)) { perform(action) }
  }

  private var moment: Moment { Moment(wall: now, uptime: now) }

  private func perform(_ action: AgentAction) {
    if case .start = action { history.begins(at: moment, mark: tree.number) }
    switch action {
    case .start(let job): perform(job)
    case .reload:
      let refusal = file.load()
      feed(.reloaded(mode: file.mode, refusal: refusal))
    case .log(let line):
      lastActions.append("\(now): \(line.text)")
      if lastActions.count > 30 { lastActions.removeFirst() }
    default: break
    }
  }

  private func perform(_ job: AgentJob) {
    switch job {
    case .look(let leaving):
      let mark = tree.number
      var look = keeper.look(leaving: leaving)
      look.mark = mark
      feed(.finished(.looked(look)))
    case .release:
      feed(.finished(.released(keeper.release(isCancelled: { false }, progress: { _ in }))))
    case .poll: feed(.finished(.polled(keeper.poll())))
    case .apply:
      // The world does not wait for the agent; what may happen before it holds is told of elsewhere.
      let mayAct = hasRivals || !tree.kernel.bus.probesAutomatically
      if Int.random(in: 0..<5, using: &random) == 0, mayAct { world.act(on: tree) }
      tree.writesLeft = killsLeft
      let wasKilled = killsLeft != nil
      let applied = keeper.apply(isCancelled: { false }) { step in
        if !wasKilled { self.feed(.progressed(step)) }
      }
      tree.writesLeft = nil
      killsLeft = nil
      if wasKilled { restart() } else { feed(.finished(.applied(applied))) }
    }
  }

  /// The agent was killed in the middle of its writes; systemd starts a new one.
  private func restart() {
    if !hasRivals { die() }
    keeper = SoakAgent.keeper(tree, file)
    state = AgentState(SoakAgent.policy, at: Instant(milliseconds: now), events: "fake")
    history = AgentHistory(history.known, at: memory.looked)
    memory.forget()
    feed(.tick(nil))
  }

  /// Between the end of a killed agent and the next one: the unit gives back what was held, or nobody
  /// does and hardware moves on.
  private func die() {
    guard Bool.random(using: &random) else {
      for _ in 0..<3 { world.act(on: tree) }
      return
    }
    meter.releases += 1
    let release = HoldRelease(tree, lock: nil, file.configuration, environment: SoakAgent.timeless)
    _ = release.run()
  }
}
