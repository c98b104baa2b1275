public import APModel
import Glibc

/// What an execution needs from outside: time, and knowledge that sysfs does not have.
public struct ExecutionEnvironment: Sendable {
  /// How long a write may take before it counts as blocked, in seconds; a tenth of a second comes on
  /// top for every queue that it moves.
  ///
  /// Infinite for a tree that never blocks.
  public var writeDeadline: Double = 60
  /// How long queues may take to get their driver, in seconds.
  public var bindingDeadline: Double = 60
  /// Whether `matrix` is read also where an old kernel could overrun its buffer and stop.
  public var insists = false
  /// Whether the rest is planned anew where hardware has changed under a run.
  public var plansAgain = true
  /// Lets some time pass, in seconds.
  public var sleep: @Sendable (Double) -> Void = { usleep(UInt32($0 * 1e6)) }
  /// Whether the run shall end before its next step, as after a refusal.
  public var isStopped: @Sendable () -> Bool = { false }
  /// Whether the way back is gone also by a run that is told to stop; else whoever comes next goes on from there.
  public var goesBackWhenStopped = true
  /// Whether somebody has an mdev open, as anything beside sysfs knows; nil if nothing does.
  public var isOpen: @Sendable (_ uuid: String) -> Bool? = { _ in nil }

  /// Who may use the host's queues, as anything beside their counters knows.
  public var users: @Sendable ([Queue]) -> QueueUsers = { _ in QueueUsers() }

  /// The environment of a live host.
  public init() {}
}
