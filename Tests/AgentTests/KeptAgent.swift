import History
import Uevents

@testable import Agent

/// An agent that keeps a host in memory, in one thread and on a clock that only the test moves.
final class KeptAgent {
  /// The agent's decisions.
  private(set) var state: AgentState
  /// The lines of its log, each with its moment.
  private(set) var lines: [(at: Milliseconds, line: LogLine)] = []
  /// The present moment.
  private(set) var now: Milliseconds = 0
  /// What its history tells, in order.
  private(set) var entries: [HistoryEntry] = []
  /// How often it gave back what it held.
  private(set) var releases = 0
  /// The exit status; nil while it runs.
  private(set) var exit: Int32?
  /// Sees each step once it is done, when nobody has the lock.
  var afterStep: (Applied.Step) -> Void = { _ in }
  private let host: KeptHost
  private var history: AgentHistory

  /// Starts it.
  ///
  /// - Parameters:
  ///   - known: what an agent before it knew at its end.
  ///   - mode: whether it writes; the host's file must say the same.
  ///   - exposures: what was kept of exposures.
  init(
    _ host: KeptHost, after known: HostSight? = nil, mode: AgentPolicy.Mode = .enforce,
    exposures: ExposureLedger = ExposureLedger(name: "")
  ) {
    self.host = host
    history = AgentHistory(known, at: known.map { _ in Moment(wall: 0) })
    state = AgentState(
      AgentPolicy(mode: mode), at: Instant(milliseconds: 0), events: "fake events",
      exposures: exposures)
    feed(.tick(nil))
  }

  /// Lets time pass, and brings the events that the host has sent.
  func pass(_ time: Milliseconds) {
    deliver()
    let end = now + time
    while exit == nil, state.deadline.milliseconds <= end {
      now = max(now, state.deadline.milliseconds)
      feed(.tick(nil))
      deliver()
    }
    now = end
  }

  /// The lines that contain some text.
  func lines(with text: String) -> [(at: Milliseconds, line: LogLine)] {
    lines.filter { $0.line.text.contains(text) }
  }

  private func deliver() {
    let events = host.tree.events
    host.tree.events = []
    guard !events.isEmpty else { return }
    history.heard(events, lost: 0, at: moment)
    feed(
      .events(
        events.map { UeventMeaning($0) }, numbers: events.map(\.sequenceNumber), overruns: 0,
        isDrained: true))
  }

  /// Tells it something.
  func feed(_ input: AgentInput) {
    // What has arrived is taken before it is said what a look showed.
    if case .finished(.looked) = input { history.heard(host.tree.events, lost: 0, at: moment) }
    entries += history.note(input, at: moment, mark: host.tree.number)
    for action in state.handle(input, at: Instant(milliseconds: now)) { perform(action) }
  }

  /// What the last look showed.
  var known: HostSight? { history.known }

  private var moment: Moment { Moment(wall: now, uptime: now) }

  private func perform(_ action: AgentAction) {
    if case .start = action { history.begins(at: moment, mark: host.tree.number) }
    switch action {
    case .log(let line): lines.append((now, line))
    case .start(.look(let leaving)):
      let mark = host.tree.number
      var look = host.keeper.look(leaving: leaving)
      look.mark = mark
      feed(.finished(.looked(look)))
    case .start(.poll): feed(.finished(.polled(host.keeper.poll())))
    case .start(.apply):
      let applied = host.keeper.apply(isCancelled: { false }, progress: progress)
      feed(.finished(.applied(applied)))
    case .start(.release):
      releases += 1
      let applied = host.keeper.release(isCancelled: { false }, progress: progress)
      feed(.finished(.released(applied)))
    case .exit(let status): exit = status
    default: break
    }
  }

  private func progress(_ step: Applied.Step) {
    feed(.progressed(step))
    afterStep(step)
  }
}

extension AgentHistory {
  /// Takes events in as the loop does.
  mutating func heard(_ events: [Uevent], lost: Int, at now: Moment) {
    heard(events, events.map { UeventMeaning($0) }, lost: lost, at: now)
  }
}
