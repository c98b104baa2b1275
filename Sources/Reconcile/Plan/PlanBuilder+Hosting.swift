import APModel

/// How cards and the host's queues that no driver has get theirs.
extension PlanBuilder {
  /// Binds all cards that have no driver: a queue that gets to the host by whatever way needs it.
  ///
  /// A single change and a way back bind only those that they need.
  mutating func probeCards() {
    guard target.reservation != .asNeeded, target.wayBack == nil else { return }
    for adapter in facts.bare { _ = letCardBeBound(adapter) }
  }

  /// Sees to it that a card has its driver.
  ///
  /// - Returns: whether it has, or will have it by a step.
  mutating func letCardBeBound(_ adapter: AdapterID) -> Bool {
    guard !driven.contains(adapter) else { return true }
    guard facts.bare.contains(adapter), !target.leftCards.contains(adapter) else { return false }
    insert(.prepare, .probeCard(adapter), "card \(adapter) has no driver")
    driven.insert(adapter)
    return true
  }

  /// Gives the host what the masks reserve for it and it does not have: no driver has it, or vfio_ap
  /// has it from an override that is cleared.
  mutating func bindReserved() {
    guard facts.hasHostDriver, target.wayBack != nil || target.reservation != .asNeeded else {
      return
    }
    var queues = bindings.unbound.union(bindings.vfio).intersection(masks.matrix)
      .subtracting(target.left)
    if let wayBack = target.wayBack { queues = queues.intersection(wayBack.queues) }
    let held = (needs + target.kept).reduce(QueueSet()) { $0.union(queues.intersection($1)) }
    for queue in released(queues.subtracting(held)).queues where mayHost(queue) {
      let isBound = bindings.vfio.contains(queue)
      let reason = "\(queue) is the host's and has " + (isBound ? "another driver" : "no driver")
      if isBound { unbindUnneeded(queue, reason) }
      hostUnbound(queue, reason, [.masks(masks)])
    }
  }

  private mutating func unbindUnneeded(_ queue: APQN, _ reason: String) {
    add(
      .reserve, .unbind(queue, driver: DriverName.vfioAP), reason,
      preconditions: [
        .masks(masks), .driver(queue, DriverName.vfioAP), .notInUse(QueueSet([queue])),
        .unclaimed(Matrix(queue), except: nil), .cardsHaveDrivers([queue.adapter]),
      ])
  }

  /// Lets the host's driver have a queue that has no driver.
  mutating func hostUnbound(_ queue: APQN, _ reason: String, _ conditions: [Precondition]) {
    let single = QueueSet([queue])
    bindings.giveToHost(single)
    add(
      .reserve, .probe(queue, driver: DriverName.hostQueue), reason, effects: [.hostGains(single)],
      preconditions: conditions + [
        .unclaimed(Matrix(queue), except: nil), .driver(queue, nil),
        .cardsHaveDrivers([queue.adapter]),
        .promised(queue, driver: DriverName.hostQueue),
      ])
  }

  /// Whether the host's driver may have a queue; if its card gets no driver, the queue waits, and
  /// nothing else does.
  ///
  /// Where the driver of its type is not loaded, no probe finds one.
  mutating func mayHost(_ queue: APQN) -> Bool {
    guard !facts.unserved.contains(queue.adapter) else { return false }
    guard !letCardBeBound(queue.adapter) else { return true }
    let text =
      "adapter \(queue.adapter): its queues go to the host once its card has a driver, without which"
      + " the kernel would crash"
    if !delays.contains(text) { delays.append(text) }
    return false
  }
}
