import Reconcile

/// The lock that s390-tools, mdevctl's callout and apmatrix take around changes.
enum LockCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    guard let lock = facts.machine.lock else { return [] }
    let path = "\(HostLock.standardPath)"
    let proof = [Finding.Evidence(path, "\(lock.holder)")]
    if let owner = lock.holder.owner, owner != 0 {
      return [
        Finding(
          "lock-not-roots", .now,
          "user \(owner) has made the lock of all AP tools, which only root may hold", proof,
          remedy: "see whose process it is, and remove \(path); apmatrix sets it aside by itself")
      ]
    }
    let age = lock.holder.age ?? 0
    if lock.isAlive == false || lock.isAlive == nil && age >= HostLock.staleAge {
      return [
        Finding(
          "lock-left", .knowing, "the lock of all AP tools was left by a process that is gone",
          proof,
          remedy: "nothing to do: the next tool takes it away; by hand, rm \(path)")
      ]
    }
    let isLong = age >= HostLock.staleAge
    return [
      Finding(
        "lock-held", isLong ? .now : .knowing,
        isLong
          ? "\(lock.holder) has the lock of all AP tools, and nobody else can change anything"
          : "\(lock.holder) is just changing the host", proof,
        remedy: isLong ? "look what it waits for, and end it if it is stuck" : "run this again")
    ]
  }
}
