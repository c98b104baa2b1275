internal import APHost
public import APModel
public import Reconcile
public import Sysfs

/// Ends a hold: what has no driver gets its owner's, and the kernel binds again what appears.
///
/// What one card or queue refuses keeps no other from its driver.
public struct HoldRelease {
  /// So many cards and queues may refuse their driver before it is given up.
  private static let patience = 64

  private let tree: any SysfsTree
  private let lock: HostLock?
  private let environment: ExecutionEnvironment
  private let configuration: Configuration?
  private let index: GuestIndex
  private let isSure: Bool

  /// Prepares to end a hold.
  ///
  /// - Parameters:
  ///   - tree: the host.
  ///   - lock: the lock that other tools take, too; nil for a tree that no other tool changes.
  ///   - configuration: whose queues go to vfio_ap; without one, those that mdevs hold.
  ///   - isSure: whether nobody else has declared queues. If not, a queue of no mdev is left without a
  ///     driver: it may be a guest's.
  ///   - environment: time.
  public init(
    _ tree: any SysfsTree, lock: HostLock?, _ configuration: Configuration?,
    isSure: Bool = true, environment: ExecutionEnvironment = ExecutionEnvironment()
  ) {
    self.tree = tree
    self.lock = lock
    self.configuration = configuration
    self.isSure = isSure
    var environment = environment
    // What has appeared meanwhile is looked at again here.
    environment.plansAgain = false
    self.environment = environment
    index = configuration.map { GuestIndex($0) } ?? GuestIndex()
  }

  /// Whether the kernel binds what appears.
  static func isDone(_ tree: any SysfsTree) -> Bool {
    (try? tree.text("bus/ap/drivers_autoprobe")) == "1"
  }

  /// Whether nothing is left to be given back but what the kernel has refused.
  ///
  /// That the kernel binds what appears is the first step only: what had appeared before still waits.
  ///
  /// - Parameter applied: what was done.
  public static func isOver(_ applied: Applied, _ tree: any SysfsTree) -> Bool {
    applied.interruption == nil && isDone(tree)
  }

  /// Ends it.
  ///
  /// - Parameters:
  ///   - isCancelled: asked before every step; if true, no further step is begun.
  ///   - telling: told at once who holds the lock, and what was taken away.
  ///   - progress: told each step once it is done.
  /// - Returns: what was done; complete only if nothing is left that waits for a driver.
  public func run(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    telling: @escaping (LockNews) -> Void = { _ in },
    progress: @escaping (Applied.Step) -> Void = { _ in }
  ) -> Applied {
    var applied = Applied()
    var refusals = HoldRefusals()
    for _ in 0..<Self.patience {
      guard let plan = plan(refusals) else {
        applied.interruption = "the host can't be read, or its bus is being scanned all the time"
        return applied
      }
      guard !plan.isEmpty else {
        applied.interruption = refusals.doubt
        return applied
      }
      let (report, part) = PlanRun(index).carryOut(
        plan, on: tree, lock: lock, environment, isCancelled: isCancelled, telling: telling,
        progress: progress)
      applied.goOn(with: part)
      guard let failure = report.failure else { continue }
      guard refusals.allowAnother(after: failure) else {
        applied.interruption = applied.interruption ?? failure.reason.ending
        return applied
      }
      applied.interruption = nil
    }
    applied.interruption = "too many queues refuse their driver"
    return applied
  }

  private func plan(_ refusals: HoldRefusals) -> Plan? {
    guard let snapshot = try? HostReader(tree, depth: .planning).snapshot() else { return nil }
    let left = (
      refusals.queues.union(isSure ? QueueSet() : Self.ownerless(snapshot)), refusals.cards
    )
    return Planner.binding(
      unboundOf: snapshot, declared: configuration?.guests.map(\.matrix) ?? [], leaving: left,
      givesBack: true)
  }

  /// The queues without a driver that a driver of the host would get, although nothing says whose they are:
  /// those that the masks of a host with overrides leave to the host as all others.
  public static func ownerless(_ snapshot: HostSnapshot) -> QueueSet {
    guard snapshot.hasOverrides, snapshot.bus.reservesAll,
      snapshot.drivers.contains(DriverName.hostQueue)
    else { return QueueSet() }
    return QueueSet(
      snapshot.unassigned.lazy.filter { $0.driver == nil && $0.driverOverride == nil }.map(\.id))
  }
}

extension StepFailure {
  /// Why nothing else is given back after it.
  fileprivate var ending: String {
    if case .blocked = self { "the kernel still works on a write" } else { text }
  }
}

/// The cards and queues that did not take their driver while a hold ends: they keep no other from its own.
struct HoldRefusals {
  /// The queues that are left as they are.
  private(set) var queues = QueueSet()
  /// The cards that are left without a driver.
  private(set) var cards = AdapterSet()
  /// Why one of them may have to be given back yet; nil if the kernel has refused each.
  private(set) var doubt: String?
  /// The step that the host was last found changed before.
  private var changed: PlanOperation?

  /// Whether what else there is to be given back can be tried after a failure: a host that has changed is
  /// looked at again, and a card or a queue that was refused is left out.
  mutating func allowAnother(after failure: ExecutionReport.Failure) -> Bool {
    switch failure.reason {
    case .locked, .stopped, .blocked: return false
    case .changed where changed != failure.step.operation:
      changed = failure.step.operation
      return true
    default: return leave(failure)
    }
  }

  /// Leaves out what a step has failed for.
  ///
  /// - Returns: whether that was a card or a queue; else nothing else can be given back either.
  private mutating func leave(_ failure: ExecutionReport.Failure) -> Bool {
    switch failure.step.operation {
    case .probeCard(let adapter): cards.insert(adapter)
    case .probe(let queue, _), .override(let queue, _): queues.insert(queue)
    default: return false
    }
    if case .unreadable(let error) = failure.reason { doubt = "\(error)" }
    return true
  }
}
