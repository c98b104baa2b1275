import APModel
import Sysfs

/// Holds preconditions against the host as it is at this moment.
struct PreconditionChecker {
  let probe: HostProbe
  /// The names of the guests by uuid.
  let names: [String: String]

  /// Passes if the condition holds.
  ///
  /// - Throws: `StepFailure.changed` with the fact, or `.unreadable`.
  func check(_ condition: Precondition) throws(StepFailure) {
    let fact: String?
    do throws(SysfsError) {
      fact = try violation(condition)
    } catch {
      throw .unreadable(error)
    }
    if let fact { throw .changed(fact) }
  }

  /// What contradicts the condition; nil if it holds.
  private func violation(_ condition: Precondition) throws(SysfsError) -> String? {
    switch condition {
    case .holds(let uuid, let matrix): return try holds(uuid, matrix)
    case .absent(let uuid):
      return try probe.hasMdev(uuid) ? "mdev \(uuid) exists" : nil
    case .masks(let masks):
      return try probe.masks() == masks ? nil : "apmask or aqmask is not what it was"
    case .unclaimed(let matrix, let uuid):
      return try claim(QueueSet(matrix), except: uuid)?.text
    case .notInUse(let queues): return try inUse(queues)
    case .idle(let counts): return try busy(counts)
    case .answered(let queues): return try busy(Array(queues.queues))
    case .stopped(let uuid): return try running(uuid)
    case .bound(let queues):
      let missing = queues.subtracting(try probe.bound())
      return missing.isEmpty ? nil : "\(QueueList.text(missing, "is", "are")) not bound to vfio_ap"
    case .driver(let queue, let name):
      let found = try probe.driver(of: queue)
      return found == name ? nil : "\(queue) is bound to \(found ?? "no driver")"
    case .promised(let queue, let driver): return try otherPromise(queue, driver)
    case .keepsInUse(let uuid, let matrix): return try drop(uuid, matrix)
    case .reservesNoBareCard(let masks): return try bareCard(masks)
    case .exposesNone(let masks): return try exposure(masks)
    case .cardsHaveDrivers(let adapters):
      for adapter in adapters where try probe.driver(of: adapter) == nil {
        return "the card of adapter \(adapter) has no driver"
      }
      return nil
    }
  }

  private func holds(_ uuid: String, _ matrix: Matrix) throws(SysfsError) -> String? {
    let found = try probe.matrix(uuid, expecting: matrix.queueCount)
    guard let found else { return "\(name(uuid)) is gone, or says nothing that is understood" }
    return found == matrix ? nil : "\(name(uuid)) does not hold what it held"
  }

  /// Whom a probe would give the queue to instead.
  private func otherPromise(_ queue: APQN, _ driver: String) throws(SysfsError) -> String? {
    if let name = try probe.driverOverride(queue) {
      return name == driver ? nil : "the driver_override of \(queue) names \(name)"
    }
    guard try probe.isThere(queue) else { return "\(queue) has no device any more" }
    guard let masks = try probe.masks() else { return "apmask or aqmask is not understood" }
    let isReserved = masks.matrix.contains(queue)
    guard isReserved == (driver != DriverName.hostQueue) else { return nil }
    return
      "\(queue) has no driver_override, and the masks \(isReserved ? "keep it for the host" : "leave it to vfio_ap")"
  }

  /// Which of the queues an mdev holds; nil if none does.
  private func claim(_ queues: QueueSet, except uuid: String? = nil) throws(SysfsError) -> Claim? {
    var going: String?
    for other in try probe.mdevs() where other != uuid {
      guard let held = try probe.matrix(other) else {
        if try probe.isGoing(other) { going = other }
        continue
      }
      let shared = queues.intersection(held)
      if !shared.isEmpty { return Claim(queues: shared, owner: name(other)) }
    }
    // It owns its queues until its guest lets it go, and shows none of them; vfio_ap knows them all the same.
    guard let going else { return nil }
    let own = try uuid.flatMap { uuid throws(SysfsError) in try probe.matrix(uuid) }
    let others = queues.subtracting(own.map { QueueSet($0) } ?? QueueSet())
    return try probe.firstAssigned(others.intersection(try probe.bound())).map {
      Claim(queues: QueueSet([$0]), owner: "\(name(going)), which is being removed")
    }
  }

  /// Queues that an mdev holds, and what it is called.
  private struct Claim {
    let queues: QueueSet
    let owner: String

    var text: String { "\(QueueList.text(queues, "belongs", "belong")) to \(owner)" }
  }

  /// What vfio_ap has for an mdev and a write of these masks would give to the host.
  private func exposure(_ masks: Masks) throws(SysfsError) -> String? {
    let lost = try probe.bound().intersection(masks.matrix)
    guard !lost.isEmpty, let claim = try claim(lost) else { return nil }
    let them = claim.queues.count == 1 ? "it" : "them"
    return "\(claim.text), and the masks would give \(them) to the host"
  }

  private func bareCard(_ masks: Masks) throws(SysfsError) -> String? {
    let devices = try probe.devices()
    for adapter in devices.cards where try probe.driver(of: adapter) == nil {
      // Without a driver that would take the queues there is no harm.
      guard try probe.hasDriver(probe.hostDrivers(of: adapter).queue) else { continue }
      let reserved = devices.queues.filter {
        $0.adapter == adapter && masks.matrix.contains($0)
      }
      for queue in reserved where try !isHostBound(queue) {
        return "the card of \(queue) has no driver, and the masks would give the queue to the host"
      }
    }
    return nil
  }

  /// A queue that a host driver has is not bound anew.
  private func isHostBound(_ queue: APQN) throws(SysfsError) -> Bool {
    try probe.driver(of: queue).map { $0 != DriverName.vfioAP } ?? false
  }

  /// What a running guest would lose to the kernel's filter.
  private func drop(_ uuid: String, _ matrix: Matrix) throws(SysfsError) -> String? {
    let bound = try probe.bound()
    guard let filter = try probe.filter(bound),
      let held = try probe.matrix(uuid, expecting: matrix.queueCount)
    else { return nil }
    let dropped = bound.intersection(held.intersection(matrix)).subtracting(
      QueueSet(filter.effective(matrix)))
    return try inUse(dropped).map { "\($0), and the kernel would drop its adapter" }
  }

  private func inUse(_ queues: QueueSet) throws(SysfsError) -> String? {
    try probe.firstInUse(queues).map { "\($0) is used by a running guest" }
  }

  private func busy(_ counts: [APQN: Int]) throws(SysfsError) -> String? {
    let queues = counts.keys.sorted()
    for (queue, now) in zip(queues, try probe.requests(queues)) {
      let more = (now ?? 0) - (counts[queue] ?? 0)
      if more > 0 { return "the host has sent \(more.counting("more request")) through \(queue)" }
    }
    return try busy(queues)
  }

  private func busy(_ queues: [APQN]) throws(SysfsError) -> String? {
    let quiet = try probe.quiet(AdapterSet(queues.lazy.map(\.adapter)))
    for queue in queues where !quiet.contains(queue.adapter) {
      if try probe.pending(queue) > 0 { return "requests of the host are under way in \(queue)" }
    }
    return nil
  }

  private func running(_ uuid: String) throws(SysfsError) -> String? {
    try UsageProbe(probe: probe, uuid: uuid).sign().map { "\(name(uuid)) may have a guest: \($0)" }
  }

  private func name(_ uuid: String) -> String {
    names[uuid].map(GuestLabel.text) ?? "mdev \(uuid)"
  }
}
