public import Reconcile

/// What one attempt to repair the host did.
public struct Applied: Hashable, Sendable {
  /// How one write, or one wait, ended.
  public enum Outcome: Hashable, Sendable {
    /// It was made and the read-back shows it.
    case done
    /// The kernel refused it, or it had no effect; a word for the metrics (`EBUSY`, `no effect`).
    case failed(String)
  }

  /// One step and how it ended.
  public struct Step: Hashable, Sendable {
    /// The object that the step repaired: `guest web01`, `masks`.
    public var object: String
    /// The attribute, the value and the result in one line.
    public var text: String
    /// How it ended.
    public var outcome: Outcome
    /// What it did, for the history; nil where only the words are known.
    public var operation: PlanOperation?

    /// Whether it wrote, or tried to, and did not only wait.
    var isWrite: Bool { operation.map { $0.write != nil } ?? true }

    /// Makes a step.
    public init(
      object: String, text: String, outcome: Outcome, operation: PlanOperation? = nil
    ) {
      self.object = object
      self.text = text
      self.outcome = outcome
      self.operation = operation
    }
  }

  /// How the rehearsal on a twin of the host ended.
  public enum Rehearsal: Hashable, Sendable {
    /// As planned.
    case asPlanned
    /// Otherwise, so that nothing was written.
    case otherwise
    /// The host has no equal twin, for this reason; the repair was made without.
    case refused(String)

    /// The result in a word, for the metrics.
    var word: String {
      switch self {
      case .asPlanned: "as planned"
      case .otherwise: "otherwise"
      case .refused: "refused"
      }
    }
  }

  /// The steps that were tried, in order; a failure is the last.
  public var steps: [Step] = []
  /// Why the repair ended early although no step failed: the host changed meanwhile, the agent ends,
  /// another tool holds the lock; nil if it did not.
  public var interruption: String?
  /// Whether it ended early because another tool holds the lock.
  public var isLocked = false
  /// Who holds it, without what changes with time; nil where it is nobody's.
  public var lockOwner: String?
  /// The object of the step at which it ended early; nil if that was not for the object's sake.
  public var interruptedObject: String?
  /// The writes by which it was taken back after a failure.
  public var undone: [Step] = []
  /// What could not be taken back or was left, and why, one line each.
  public var notUndone: [String] = []
  /// What was to be told of the lock on the way, one line each: a stale one taken away.
  public var lockNews: [String] = []

  /// How its rehearsal ended; nil if there was none.
  public var rehearsal: Rehearsal?
  /// What the kernel did otherwise than in the rehearsal, one line each.
  public var differences: [String] = []

  /// An attempt that did nothing.
  public init() {}

  /// Goes on with what the next attempt did; how that ended is how they ended.
  mutating func goOn(with next: Applied) {
    var next = next
    next.steps = steps + next.steps
    next.undone = undone + next.undone
    next.notUndone = notUndone + next.notUndone
    next.lockNews = lockNews + next.lockNews
    next.differences = differences + next.differences
    self = next
  }

  /// Whether every step was done.
  public var isComplete: Bool { interruption == nil && steps.allSatisfy { $0.outcome == .done } }
}
