import APModel

/// The phases in which queues change hands by their `driver_override` (Linux 6.19).
extension PlanBuilder {
  /// Hands over what guests need, then returns what nobody needs.
  mutating func changeOverrides() {
    checkDevices()
    let needed = neededQueues
    let wanting = needed.subtracting(bindings.vfio)
    for queue in wanting.queues { handOver(queue) }
    awaitBinding(QueueSet(), probed: wanting)
    guard target.reservation != .asNeeded else { return }
    let held = needs.reduce(QueueSet()) { $0.union(bindings.existing.intersection($1)) }
    for queue in returnable.subtracting(held).queues { giveBack(queue) }
  }

  /// The queues that go to the host if nobody needs them.
  private var returnable: QueueSet {
    guard let wayBack = target.wayBack else { return bindings.vfio }
    // A hand-over that stopped half way has left an override, or a queue without a driver.
    let isOurs = { queue in (facts.overrides[queue] ?? DriverName.vfioAP) == DriverName.vfioAP }
    return QueueSet(wayBack.queues.intersection(bindings.existing).queues.filter(isOurs))
  }

  /// An override lives in the queue's device, and full masks reserve what has none.
  private mutating func checkDevices() {
    for guest in target.guests {
      let missing = QueueSet(guest.matrix).subtracting(bindings.existing)
      guard !missing.isEmpty else { continue }
      stop(
        .queueAbsent, guest.label,
        "\(QueueList.text(missing)) have no device, so no driver_override can hand them over",
        remedy: "leave them out until the hardware is there, or choose \"ownership: masks\"")
    }
  }

  private mutating func handOver(_ queue: APQN) {
    let single = QueueSet([queue])
    let present = facts.overrides[queue]
    if let present, present != DriverName.vfioAP {
      stop(
        .otherOwnership, "queue \(queue)", "its driver_override names \(present)",
        remedy: "clear it first")
    }
    if present != DriverName.vfioAP {
      add(
        .bind, .override(queue, driver: DriverName.vfioAP), "a guest needs \(queue)",
        preconditions: [.masks(masks)])
    }
    if bindings.host.contains(queue) {
      var conditions: [Precondition] = [.driver(queue, DriverName.hostQueue)]
      takeFromHost(single, &conditions)
      add(
        .bind, .unbind(queue, driver: DriverName.hostQueue), "a guest needs \(queue)",
        effects: [.hostLoses(single)], preconditions: conditions)
    }
    probe(queue)
  }

  private mutating func giveBack(_ queue: APQN) {
    let single = QueueSet([queue])
    let matrix = Matrix(adapters: [queue.adapter], domains: [queue.domain])
    let reason = "nobody needs \(queue) to be vfio_ap's"
    var conditions: [Precondition] = [.unclaimed(matrix, except: nil)]
    let isHosts = bindings.host.contains(queue)
    if !isHosts { giveToHost(single, &conditions) }
    if facts.overrides[queue] != nil {
      add(.reserve, .override(queue, driver: nil), reason, preconditions: conditions)
    }
    guard !isHosts else { return }
    if bindings.vfio.contains(queue) {
      add(
        .reserve, .unbind(queue, driver: DriverName.vfioAP), reason,
        preconditions: [.driver(queue, DriverName.vfioAP)] + conditions)
    }
    bindings.giveToHost(single)
    add(
      .reserve, .probe(queue), reason, effects: [.hostGains(single)],
      preconditions: [.driver(queue, nil), .cardsHaveDrivers([queue.adapter])])
  }
}
