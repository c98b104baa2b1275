internal import APHost
internal import APModel
internal import History
public import Reconcile
public import Sysfs

/// Keeps a host as its configuration says: reads, plans and repairs through the same parts as the
/// commands.
public final class ReconcilingKeeper: HostKeeper {
  let tree: any SysfsTree
  let file: LiveConfiguration
  let lock: HostLock?
  let environment: ExecutionEnvironment
  var plan: Plan?
  /// The host that the plan was made for.
  private var planned: HostSnapshot?
  private(set) var index = GuestIndex()
  private var silent: SilentReader?
  var watch: UseWatch?
  /// Since which second mdevs that nobody declared are there of which no queue tells who uses them.
  var muteSince: [String: Int] = [:]
  /// Those of them that are too young to be asked, and in how many seconds each is asked.
  var askedLater: [String: Int] = [:]
  var hold: QueueHold
  var refusedMasks = RefusedMasks()
  let clock: @Sendable () -> Instant
  private let tellsHistory: Bool
  /// The last look that the history was told of.
  private var told: Fingerprint?

  /// Prepares to keep a host; nothing is read yet.
  ///
  /// - Parameters:
  ///   - tree: the host.
  ///   - file: what should be, by a configuration that is in force.
  ///   - lock: the lock that other tools take, too; nil for a tree that no other tool changes.
  ///   - environment: time, and knowledge that sysfs does not have.
  ///   - marker: the file that outlives this process while new queues are held; nil for a tree that
  ///     has no place for it.
  ///   - tellsHistory: whether looks show what a history follows.
  ///   - clock: the moment at which the host's queues are looked at.
  public init(
    _ tree: any SysfsTree, _ file: LiveConfiguration, lock: HostLock?,
    environment: ExecutionEnvironment = ExecutionEnvironment(), marker: HoldMarker? = nil,
    tellsHistory: Bool = false, clock: @escaping @Sendable () -> Instant = { .now }
  ) {
    self.clock = clock
    self.tellsHistory = tellsHistory
    self.tree = tree
    self.file = file
    self.lock = lock
    self.environment = environment
    hold = QueueHold(marker)
  }

  /// Reads the host and plans; see `HostKeeper`.
  public func look(leaving: Set<String>) -> Look {
    let began = Instant.now
    (plan, planned) = (nil, nil)
    guard let declared = file.configuration else {
      return Look.blind(
        "\(file.path)", "no configuration is in force", remedy: "mend the file, then reload")
    }
    index = GuestIndex(declared)
    do throws(HostReader.Failure) {
      var look = try look(declared, leaving)
      look.duration = Instant.now - began
      return look
    } catch {
      (silent, told) = (nil, nil)
      var look = Look.blind(error, tree.origin)
      look.guests = index.unread
      return look
    }
  }

  private func look(
    _ declared: Configuration, _ leaving: Set<String>
  ) throws(HostReader.Failure) -> Look {
    // A hand-over that was killed half way, or somebody else, may have left nothing but an override.
    var summary = try HostReader(tree, asksOverrides: true).snapshot()
    let configuration = refusedMasks.goal(declared, file, of: summary)
    forgetMute(but: summary)
    summary.isKept = isKept(summary)
    summary.note(declared: declared.guests)
    let newQueues = hold.wish(file, configuration, of: summary, leaving: leaving)
    let intention = try intention(configuration, summary, leaving, newQueues)
    plan = intention.plan
    let silent = SilentReader(tree, after: summary)
    self.silent = silent
    let builder = LookBuilder(summary, index)
    var look = builder.look(intention)
    look.pollTurns = silent.turns
    countRequests(in: &look)
    if tellsHistory { show(builder, in: &look) }
    noteHold(of: summary.bus, newQueues, intention)
    tellHold(of: summary.bus, newQueues, in: &look)
    if let problem = RefusedMasks.problem(declared, configuration) {
      look.add(problem)
      look.waits.append(RefusedMasks.wait)
    }
    tellWatches(intention, in: &look)
    return look
  }

  /// What is to be done, from the whole host where the summary of it is not as declared.
  private func intention(
    _ configuration: Configuration, _ summary: HostSnapshot, _ leaving: Set<String>,
    _ newQueues: NewQueues?
  ) throws(HostReader.Failure) -> Intention {
    askedLater = [:]
    let first = Intention(configuration, from: summary, leaving: leaving, newQueues: newQueues)
    guard !first.isReached else { return first }
    // Whether the host uses a queue is only in the queue's own attributes, which cost a lot.
    var whole = try HostReader(tree, depth: .planning).snapshot()
    judgeUse(of: &whole, configuration.policy.hostUseWatch)
    askOpen(of: &whole, configuration, leaving)
    planned = whole
    return Intention(configuration, from: whole, leaving: leaving, newQueues: newQueues)
  }

  /// Shows the history what it follows.
  private func show(_ builder: LookBuilder, in look: inout Look) {
    look.shown = builder.shown(look.fingerprint, after: told)
    told = look.shown == .nothing ? nil : look.fingerprint
  }

  /// Carries out the plan of the last look; see `HostKeeper`.
  public func apply(
    isCancelled: @escaping @Sendable () -> Bool, progress: @escaping (Applied.Step) -> Void
  ) -> Applied {
    guard let plan, let host = planned else { return Applied() }
    (self.plan, planned) = (nil, nil)
    // A twin is large.
    defer { Memory.giveBack() }
    let rehearsed = rehearse(plan, of: host)
    if let refusal = refusal(rehearsed) { return refusal }
    let holds = plan.steps.contains { $0.operation == .autoprobe(false) }
    guard !holds || hold.prepare() else { return Applied() }
    var (report, applied) = PlanRun(index).carryOut(
      plan, on: tree, lock: lock, environment, isCancelled: isCancelled, progress: progress)
    noteHold(report)
    refusedMasks.note(report, file)
    note(rehearsed, report, in: &applied)
    return applied
  }

  /// Looks at what no event announces; see `HostKeeper`.
  public func poll() -> Fingerprint {
    // Without a host there is nothing to compare with, and the next full read will find one.
    guard var reader = silent else { return Fingerprint() }
    // Whoever has it alone changes it without copying what it remembers.
    silent = nil
    defer { silent = reader }
    return Fingerprint(reader.read())
  }
}
