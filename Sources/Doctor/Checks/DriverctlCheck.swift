import APModel
import Reconcile

/// The overrides that driverctl saves and writes when a queue appears, beside who hands queues over here.
enum DriverctlCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    let saved = facts.boot.savedOverrides
    guard let first = saved.first, facts.snapshot.hasOverrides else { return [] }
    let proofs = saved.prefix(3).map { Finding.Evidence($0.path, $0.driver) }
    let unset =
      "driverctl --bus ap unset-override \(first.queue)"
      + (saved.count > 1 ? ", and each other that driverctl --bus ap list-persisted shows" : "")
    let queues = QueueText.folded(saved.map(\.queue))
    guard facts.isByOverrides else {
      return [
        Finding(
          "driverctl-against-masks", .boot,
          "driverctl writes driver_override of \(queues) at a boot, and with one the kernel takes no mask",
          proofs, remedy: unset)
      ]
    }
    let rivals = saved.filter { isOther($0, facts) }
    guard rivals.isEmpty else {
      let queues = QueueText.folded(rivals.map(\.queue))
      return [
        Finding(
          "driverctl-against-declared", .boot,
          "driverctl gives \(queues) another driver at a boot than the file does",
          rivals.prefix(3).map { .init($0.path, $0.driver) }, remedy: unset)
      ]
    }
    guard facts.agentAtBoot == nil else { return [] }
    return [
      Finding(
        "driverctl-loads-once", .knowing,
        "driverctl (0.115, 0.121) writes a saved override once in a boot: of \(queues), what leaves and returns"
          + " goes to the host's driver",
        proofs, remedy: facts.enforcing)
    ]
  }

  /// Whether the file gives a queue to somebody else than driverctl does.
  private static func isOther(_ saved: BootFacts.SavedOverride, _ facts: Facts) -> Bool {
    guard let configuration = facts.configuration else { return false }
    let isGuests = configuration.guests.contains { $0.matrix.contains(saved.queue) }
    return (saved.driver == DriverName.vfioAP) != isGuests
  }
}
