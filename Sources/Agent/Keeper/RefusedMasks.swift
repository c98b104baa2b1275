internal import APModel
internal import Reconcile

/// Masks that are declared on a host that is kept by overrides, while the kernel refuses every mask write.
///
/// It goes on to count an override that left with its queue, which no file shows: an assigned queue that is away
/// tells, and so does a refused write, and only a restart of the host ends it. Until then the guests are kept by
/// overrides, and what appears is held: else nobody would keep them.
struct RefusedMasks {
  private var generation: Int?

  /// What waits where that is not what was declared.
  static let wait = "masks: they are declared, and can be had once the host is restarted"

  /// Whether an override is known to have left, or a write was refused under the configuration that is in
  /// force; one that is read again is worth another attempt.
  func isKnown(_ file: LiveConfiguration) -> Bool { generation == file.generation }

  /// Takes note of what a repair met.
  mutating func note(_ report: ExecutionReport, _ file: LiveConfiguration) {
    guard case .overrideCounted? = report.failure?.reason else { return }
    generation = file.generation
  }

  /// What to bring the host to for now.
  mutating func goal(
    _ declared: Configuration, _ file: LiveConfiguration, of host: HostSnapshot
  ) -> Configuration {
    guard declared.ownership == .masks, host.capabilities.driverOverride, host.bus.reservesAll
    else { return declared }
    // The count stays when the queue is back.
    if !host.departedOverrides.isEmpty { generation = file.generation }
    guard isKnown(file) else { return declared }
    var goal = declared
    goal.ownership = .driverOverride
    goal.newQueues = .hold
    return goal
  }

  /// What to tell where that is not what was declared.
  static func problem(_ declared: Configuration, _ goal: Configuration) -> Problem? {
    guard declared.ownership != goal.ownership else { return nil }
    return Problem(
      .obstacle, .warning, HostObject.masks,
      "masks can't be written before the host is restarted: the kernel still counts a driver_override"
        + " that left with its queue, and refuses; until then guests are kept by overrides",
      remedy: "restart the host, which alone cures that, or declare \"ownership: driver-override\"")
  }
}
