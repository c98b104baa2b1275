public import APModel
import FakeKernel
public import Reconcile
public import Sysfs

/// A plan as it went on the twin of its host: two hosts, a plan and a report, which never change and are
/// handed on, not copied.
public final class Rehearsal: Sendable {
  /// The plan.
  public let plan: Plan
  /// What became of it.
  public let report: ExecutionReport
  /// The host before.
  public let before: HostSnapshot
  /// The twin afterwards.
  public let after: HostSnapshot
  /// What was between two steps and neither before nor after.
  public let moments: Moments
  /// What was taken for granted, one sentence each, without a full stop.
  public let assumptions: [String]
  /// The mdev for whose guest a write would have waited; nil if none would.
  public let waitsForGuest: String?
  /// Why the kernel would have died; nil if it lives.
  public let crash: String?

  init(
    _ plan: Plan, _ report: ExecutionReport, before: HostSnapshot, after: HostSnapshot,
    moments: Moments, assumptions: [String], waitsForGuest: String?, crash: String?
  ) {
    (self.plan, self.report, self.moments) = (plan, report, moments)
    (self.before, self.after) = (before, after)
    (self.assumptions, self.waitsForGuest, self.crash) = (assumptions, waitsForGuest, crash)
  }

  /// Whether it ended as the plan says: every step was done and read back.
  public var isAsPlanned: Bool { report.isComplete && crash == nil }

  /// Why not, in one line; nil if it ended as the plan says.
  public var obstacle: String? {
    if let crash { return "the kernel would stop: \(crash)" }
    guard let failure = report.failure else { return nil }
    let step = "step \(failure.step.number): "
    if let uuid = waitsForGuest {
      return step + "the write would wait for the guest of mdev \(uuid)"
    }
    guard case .notBound(let queues, _) = failure.reason else { return step + failure.reason.text }
    return step
      + "the wait would not end: \(QueueList.text(queues, "is", "are")) not bound to vfio_ap"
  }
}

extension Twin {
  /// Carries a plan out on the twin of the host that it was made for.
  ///
  /// - Parameters:
  ///   - host: what the plan was made from, read for planning.
  ///   - tree: where that was read.
  ///   - insists: whether `matrix` was read also where an old kernel could overrun its buffer.
  /// - Returns: how it went, or why the host has no equal twin.
  public static func rehearsing(
    _ plan: Plan, of host: HostSnapshot, reading tree: any SysfsTree, insists: Bool
  ) -> Result<Rehearsal, TwinRefusal> {
    do throws(TwinRefusal) {
      return .success(try Twin(of: host, reading: tree, insists: insists).rehearse(plan))
    } catch {
      return .failure(error)
    }
  }

  /// Carries a plan out on the twin, by the same code that carries it out on the host.
  ///
  /// - Throws: `TwinRefusal` if the twin can't be read afterwards.
  public func rehearse(_ plan: Plan) throws(TwinRefusal) -> Rehearsal {
    var environment = ExecutionEnvironment()
    environment.insists = insists
    environment.isOpen = isOpen
    // Nothing changes on a twin while one waits: a look that finds it wanting is the last.
    environment.bindingDeadline = 0
    environment.writeDeadline = .infinity
    environment.sleep = { _ in }
    var watch = MomentWatch(kernel)
    let tree = tree
    let report = Executor(tree: TwinReading(tree: tree), lock: nil, environment: environment) {
      event in
      if case .finished(let step) = event { watch.note(tree.kernel, after: step) }
    }.run(plan)
    let crash = kernel.crash
    let after = crash == nil ? try snapshot() : host
    return Rehearsal(
      plan, report, before: host, after: after, moments: watch.moments(kernel),
      assumptions: assumptions, waitsForGuest: tree.waitsForGuest, crash: crash)
  }
}
