internal import CLinux
internal import Glibc
public import Uevents

/// The agent at work: one poll loop over events, signals, time and the worker.
///
/// All decisions are `AgentState`'s; the loop waits, carries the inputs in and the actions out.
public final class AgentLoop {
  /// Opens the source of events; the error's description says why it can't.
  public typealias EventOpener = () -> Result<any EventSource, EventFailure>
  /// Reads the configuration again.
  public typealias Reloader = () -> AgentInput

  /// Why there is no source of events.
  public struct EventFailure: Error, Hashable, Sendable {
    /// One line.
    public let reason: String

    /// Makes a failure.
    public init(_ reason: String) { self.reason = reason }
  }

  private var state: AgentState
  var outputs: AgentOutputs
  let openEvents: EventOpener
  private let reload: Reloader
  private let meter: AccessMeter
  private let worker: Worker
  private let signals: SignalSource
  private let timer: Timer
  private let doctor: DoctorRun
  var source: (any EventSource)?
  /// The number of the last event that the kernel had sent when the last look was begun.
  private var mark: UInt64?
  private var exitStatus: Int32?

  /// Prepares the loop; from now on the signals come through it.
  ///
  /// - Parameters:
  ///   - policy: how the agent behaves.
  ///   - keeper: what the worker does.
  ///   - meter: knows the access that the keeper is in.
  ///   - outputs: where the agent tells what it does.
  ///   - openEvents: opens the source of events.
  ///   - reload: reads the configuration again.
  ///   - doctor: the arguments with which this program examines the host and prints JSON.
  /// - Returns: nil if the kernel has no descriptor or thread left.
  public init?(
    _ policy: AgentPolicy, keeper: any HostKeeper, meter: AccessMeter, outputs: AgentOutputs,
    openEvents: @escaping EventOpener, reload: @escaping Reloader, doctor: [String] = []
  ) {
    // Before the worker's thread, which inherits that the signals are blocked.
    guard let signals = SignalSource([SIGTERM, SIGINT, SIGHUP]), let timer = Timer(),
      let worker = Worker(keeper)
    else { return nil }
    self.signals = signals
    self.timer = timer
    self.worker = worker
    self.meter = meter
    self.outputs = outputs
    self.openEvents = openEvents
    self.reload = reload
    self.doctor = DoctorRun(doctor)
    source = try? openEvents().get()
    let clock = WallClock()
    let known = outputs.exposures.map { $0.store.ledger(clock) ?? ExposureStore.begun(clock) }
    state = AgentState(
      policy, at: .now, events: source?.name, exposures: known ?? .unkept)
  }

  /// Runs until the agent is asked to end.
  ///
  /// - Returns: the exit status.
  public func run() -> Int32 {
    feed(.tick(nil))
    while true {
      if let exitStatus {
        outputs.history?.ends(leaving: meter.writes)
        return exitStatus
      }
      timer.arm(state.deadline)
      take(wait())
    }
  }

  private func wait() -> [pollfd] {
    let readable = Int16(POLLIN)
    var waits = [
      timer.descriptor, signals.descriptor, worker.descriptor, source?.descriptor ?? -1,
      doctor.descriptor,
    ].map { pollfd(fd: $0, events: readable, revents: 0) }
    Readable.wait(&waits)
    return waits
  }

  private func take(_ waits: [pollfd]) {
    if waits[1].revents != 0 { takeSignals() }
    if waits[3].revents != 0 { takeEvents() }
    if waits[2].revents != 0 { takeWork() }
    if waits[4].revents != 0, doctor.take() { feed(.examined(doctor.result())) }
    if waits[0].revents != 0 {
      timer.clear()
      feed(.tick(meter.pending))
    }
  }

  private func takeWork() {
    let (steps, result) = worker.take()
    for step in steps { feed(.progressed(step)) }
    if !steps.isEmpty { worker.areTold() }
    guard var result else { return }
    if case .looked(var look) = result {
      (look.mark, look.endMark) = (mark, source?.emitted)
      result = .looked(look)
    }
    // What came before the result is known by then.
    if outputs.history != nil { takeEventsBefore() }
    // A write that was given up has not been answered by that.
    feed(.tick(meter.pending))
    feed(.finished(result))
  }

  private func takeSignals() {
    while let signal = signals.next() {
      feed(signal == SIGHUP ? .reload : .terminate)
    }
  }

  func feed(_ input: AgentInput) {
    // What a look leads to does not wait until the history is written.
    let moment = outputs.history?.moment(input, source)
    for action in state.handle(input, at: .now) { perform(action) }
    if let moment { outputs.history?.note(input, at: moment) }
  }

  private func perform(_ action: AgentAction) {
    switch action {
    case .log(let line): outputs.tell(line)
    case .start(let job):
      if case .look = job { mark = source?.emitted }
      outputs.history?.begins(source)
      worker.start(job)
    case .cancel: worker.cancel()
    case .reload: feed(reload())
    case .openEvents: reopen()
    case .askEvents: if source?.isSuperseded == true { feed(.eventsSuperseded) }
    case .keep(let ledger): if !outputs.keep(ledger) { state.isNotKept() }
    case .askAcknowledged:
      if let mark = outputs.exposures?.acknowledgement { feed(.acknowledged(mark)) }
    case .examine: if !doctor.start() { feed(.examined(nil)) }
    case .endExamination: doctor.end()
    case .notify(let notification): outputs.notifier.send(notification)
    case .publish(let status): if !outputs.publish(status) { state.isNotPublished() }
    case .exit(let status): exitStatus = status
    }
  }
}
