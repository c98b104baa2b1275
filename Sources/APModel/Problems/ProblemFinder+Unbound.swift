/// Queues that no driver has.
extension ProblemFinder {
  /// Queues that the host should have and that no driver has; those of a bare card are told above.
  var unboundHostQueues: [Problem] {
    let bare = snapshot.bareAdapters
    let found = unbound { !bare.contains($0.id.adapter) && isMeantForHost($0) }.map(\.id)
    guard !found.isEmpty else { return [] }
    let drivers = Dictionary(snapshot.cards.map { ($0.id, $0.hostDrivers) }) { first, _ in first }
    let groups = Dictionary(grouping: found) { drivers[$0.adapter] ?? .current }
    return HostDrivers.all.compactMap { one in
      groups[one].map { unboundHostQueues($0, of: one) }
    }
  }

  /// One problem for all that the same driver would have.
  private func unboundHostQueues(_ found: [APQN], of drivers: HostDrivers) -> Problem {
    guard snapshot.drivers.contains(drivers.queue) else {
      let state = drivers == .current ? "no driver of the host's is" : "\(drivers.queue) is not"
      return unserved(
        found, .hostQueueWithoutDriver, state,
        remedy: "modprobe \(drivers.module), if the host is to use them")
    }
    let words = QueueWords(found)
    return Problem(
      .hostQueueWithoutDriver, .warning, words.object,
      "\(words.list) \(words.have) no driver although \(words.they) \(words.are) the host's",
      remedy: "write \(found.count == 1 ? words.list : "each") to /sys/bus/ap/drivers_probe")
  }

  /// Queues that are left for guests and that nobody has; what a guest is assigned is told with the guest.
  var unboundGuestQueues: [Problem] {
    let name = DriverName.vfioAP
    guard snapshot.drivers.contains(name) else { return unservedGuestQueues }
    let tooOld = snapshot.outdatedAdapters
    let all = stray { $0 == nil }
    let masked = all.filter { !tooOld.contains($0.id.adapter) }
    let named = stray { $0 == name }
    let isFree = " although \(name) is loaded and"
    let probe = { (words: QueueWords) in
      "write \(words.nameOrEach) to /sys/bus/ap/drivers_probe"
    }
    return outdatedQueues(all.filter { tooOld.contains($0.id.adapter) })
      + [
        unboundGuestQueues(masked, remedy: probe) {
          "\(isFree) the masks leave \($0.them) to \(name)"
        },
        unboundGuestQueues(named, remedy: probe) {
          "\(isFree) \($0.their) driver_override names \(name)"
        },
      ].compactMap(\.self)
  }

  /// One problem for all that no guest can have and that are kept from the host by the same.
  private func outdatedQueues(_ found: [Queue]) -> [Problem] {
    let advice = OldCardAdvice(snapshot)
    return Dictionary(grouping: found) { advice.obstacle($0.id) }
      .sorted { $0.value[0].id < $1.value[0].id }
      .compactMap { obstacle, queues in
        unboundGuestQueues(queues) { _ in
          advice.remedy(queues.map(\.id), obstacle) { "guest \(name($0))" }
        } because: {
          ": the masks leave \($0.them) to \(DriverName.vfioAP), which takes CEX4 and later"
        }
      }
  }

  /// One problem for all that are left to vfio_ap and that it does not have for the same reason.
  private func unboundGuestQueues(
    _ found: [Queue], remedy: (QueueWords) -> String, because reason: (QueueWords) -> String
  ) -> Problem? {
    guard !found.isEmpty else { return nil }
    let words = QueueWords(found.map(\.id))
    return Problem(
      .guestQueueWithoutDriver, .notice, words.object,
      "\(words.list) \(words.have) no driver\(reason(words))", remedy: remedy(words))
  }

  /// Queues whose `driver_override` names neither of the drivers that take queues; one problem for each name.
  var misdirectedQueues: [Problem] {
    let found = stray { $0.map { !DriverName.ofQueues.contains($0) } ?? false }
    return Dictionary(grouping: found) { $0.driverOverride ?? "" }
      .sorted { $0.key < $1.key }
      .map { misdirected($1.map(\.id), to: $0) }
  }

  private func misdirected(_ found: [APQN], to name: String) -> Problem {
    let words = QueueWords(found)
    let isThere = snapshot.drivers.contains(name)
    let clear =
      "clear driver_override of \(words.list) and write \(words.each) to /sys/bus/ap/drivers_probe"
    return Problem(
      .guestQueueWithoutDriver, .warning, words.object,
      "\(words.list) \(words.have) no driver: \(words.their) driver_override names \(name), which"
        + (isThere ? " does not take \(words.them)" : " is not there"),
      remedy: isThere ? clear : "\(clear), or load \(name)")
  }

  /// The queues without a driver that are not the host's, of cards that have one, and of no guest.
  ///
  /// - Parameter isNamed: whether it is this `driver_override` that keeps a queue from the host; nil stands for the
  ///   masks.
  private func stray(_ isNamed: (String?) -> Bool) -> [Queue] {
    let (bare, unread) = (snapshot.bareAdapters, snapshot.unreadOverrides)
    return unbound { queue in
      guard isNamed(queue.driverOverride), !unread.contains(queue.id) else { return false }
      guard queue.driverOverride != nil || snapshot.bus.reservesByMasks(queue.id) == false else {
        return false
      }
      return !bare.contains(queue.id.adapter) && !isAssigned(queue.id)
    }
  }

  /// Queues that are left for guests, where vfio_ap is not loaded.
  private var unservedGuestQueues: [Problem] {
    let name = DriverName.vfioAP
    let found = unbound { queue in
      guard let override = queue.driverOverride else {
        return snapshot.bus.reservesByMasks(queue.id) == false
      }
      return override == name
    }.filter { !snapshot.outdatedAdapters.contains($0.id.adapter) }
    guard !found.isEmpty else { return [] }
    let remedy = "modprobe vfio_ap, if guests are to use them"
    return [unserved(found.map(\.id), .guestQueueWithoutDriver, "\(name) is not", remedy: remedy)]
  }

  /// The queues that are looked at, are meant for somebody and have no driver; none where nobody knows that.
  private func unbound(_ isMeant: (Queue) -> Bool) -> [Queue] {
    guard snapshot.knowsBindings else { return [] }
    let found = snapshot.queues.filter { $0.driver == nil && isMeant($0) }
    // Most hosts have none, and what is looked at is every queue of them.
    guard !found.isEmpty else { return [] }
    let shown = Set(queues.map(\.queue))
    return found.filter { shown.contains($0.id) }
  }

  /// Queues that a module would have which is not loaded at all.
  private func unserved(
    _ found: [APQN], _ code: Problem.Code, _ state: String, remedy: String
  ) -> Problem {
    Problem(
      code, .notice, "host",
      "\(state) loaded, so nobody has \(QueueText.folded(found))", remedy: remedy)
  }

  private func isMeantForHost(_ queue: Queue) -> Bool {
    if let override = queue.driverOverride { return override == DriverName.hostQueue }
    return snapshot.bus.reservesByMasks(queue.id) == true && !isAssigned(queue.id)
  }

  /// Whether a guest is assigned the queue: it is missing there, and told with the guest.
  private func isAssigned(_ queue: APQN) -> Bool {
    analysis.guests.contains { $0.mdev.assigned?.contains(queue) ?? false }
  }
}
