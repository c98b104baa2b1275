import APModel

/// The phases in which queues change hands by their `driver_override` (Linux 6.19).
extension PlanBuilder {
  /// Hands over what guests need, then returns what nobody needs.
  mutating func changeOverrides() {
    var needed = neededQueues
    if let wayBack = target.wayBack { needed = needed.intersection(wayBack.queues) }
    // Without it an assignment is refused for good, and the next probe gives the queue to the host.
    for queue in needed.intersection(bindings.vfio).subtracting(promised).queues {
      setOverride(queue)
    }
    let wanting = needed.subtracting(bindings.vfio)
    for queue in wanting.queues { handOver(queue) }
    awaitBinding(QueueSet(), probed: wanting)
    guard target.reservation != .asNeeded else { return }
    let held = needs.reduce(target.left) { $0.union(bindings.existing.intersection($1)) }
    for queue in released(returnable.subtracting(held)).queues { giveBack(queue) }
    if target.wayBack == nil { tellOfMisdirected(except: held) }
    for (guest, queues) in target.spared.sorted(by: { $0.key < $1.key }) {
      delays.append(
        "\(QueueList.text(queues, "stays", "stay")) with the host: \(GuestLabel.text(guest)) can be given"
          + " \(queues.count == 1 ? "it" : "them") only together with what it waits for")
    }
  }

  /// What an override that is nobody's keeps from every driver is left to whoever wrote it.
  private mutating func tellOfMisdirected(except held: QueueSet) {
    for queue in bindings.unbound.subtracting(held).queues {
      guard let name = facts.overrides[queue], !DriverName.ofQueues.contains(name) else { continue }
      delays.append(
        "\(queue): it goes to the host once its driver_override, which names \(name), is cleared")
    }
  }

  /// The queues that go to the host if nobody needs them.
  ///
  /// A hand-over that stopped half way has left an override, or a queue without a driver.
  private var returnable: QueueSet {
    let isOurs = { queue in (facts.overrides[queue] ?? DriverName.vfioAP) == DriverName.vfioAP }
    if let wayBack = target.wayBack {
      return QueueSet(wayBack.queues.intersection(bindings.existing).queues.filter(isOurs))
    }
    // Nobody would take them.
    guard facts.hasHostDriver else { return QueueSet() }
    let isHosts = { queue in facts.overrides[queue] == DriverName.hostQueue }
    let unbound = bindings.unbound.queues.filter { isOurs($0) || isHosts($0) }
    let promised = bindings.host.intersection(overridden).queues.filter(isOurs)
    return bindings.vfio.union(QueueSet(unbound)).union(QueueSet(promised))
  }

  /// Whether the kernel takes a whole matrix in one write.
  ///
  /// It refuses one with a queue that is the host's: one that the masks reserve, with a device or
  /// without, unless vfio_ap has it by an override.
  func takesWhole(_ matrix: Matrix) -> Bool {
    facts.capabilities.hasApConfig && refused(matrix).isEmpty
  }

  private func refused(_ matrix: Matrix) -> QueueSet {
    guard facts.hasOverrides, masks.reserveAny(of: matrix) else { return QueueSet() }
    return QueueSet(matrix.intersection(masks.matrix))
      .subtracting(bindings.vfio.intersection(overridden))
  }

  /// Whether a queue that is unbound and probed is vfio_ap's again.
  func comesBack(_ queue: APQN) -> Bool {
    promised.contains(queue) || (!overridden.contains(queue) && !masks.matrix.contains(queue))
  }

  /// An override lives in the queue's device: what has none can't be handed over, nor assigned anew.
  mutating func stopUnassignable(_ guest: GuestTarget) {
    let refused = refused(guest.matrix)
    let absent = refused.subtracting(bindings.existing)
    if absent.isEmpty {
      stop(
        .queueAbsent, guest.label,
        "\(QueueList.text(refused, "stays", "stay")) with the host for now",
        remedy: "clear the driver_override first")
    } else {
      stop(
        .queueAbsent, guest.label,
        "\(QueueList.text(absent, "has", "have")) no device, so no driver_override can hand "
          + "\(absent.count == 1 ? "it" : "them") over",
        remedy: "wait until the hardware is there, or choose \"ownership: masks\"")
    }
  }

  /// Whoever has written another name there, the configuration gives the queue to a guest.
  private mutating func setOverride(_ queue: APQN) {
    let other = facts.overrides[queue].map { ", and its driver_override names \($0)" } ?? ""
    add(
      .bind, .override(queue, driver: DriverName.vfioAP), "a guest needs \(queue)\(other)",
      preconditions: [.masks(masks)])
    overridden.insert(queue)
    promised.insert(queue)
  }

  /// Lets vfio_ap have a queue by its override; it is promised before it is probed.
  mutating func handOver(_ queue: APQN) {
    let single = QueueSet([queue])
    if !promised.contains(queue) { setOverride(queue) }
    if bindings.host.contains(queue) {
      var conditions: [Precondition] = [
        .driver(queue, DriverName.hostQueue), .promised(queue, driver: DriverName.vfioAP),
      ]
      var effects: [Effect] = [.hostLoses(single)]
      takeFromHost(single, &conditions, &effects)
      add(
        .bind, .unbind(queue, driver: DriverName.hostQueue), "a guest needs \(queue)",
        effects: effects, preconditions: conditions)
      // What is taken after it may be the last of its kind.
      bindings.release(single)
    }
    probe(queue)
  }

  private mutating func giveBack(_ queue: APQN) {
    let single = QueueSet([queue])
    let reason =
      bindings.unbound.contains(queue) && !promised.contains(queue)
      ? "\(queue) is the host's and has no driver" : "nobody needs \(queue) to be vfio_ap's"
    var conditions: [Precondition] = [.unclaimed(Matrix(queue), except: nil)]
    let isHosts = bindings.host.contains(queue)
    if !isHosts {
      guard mayHost(queue) else { return }
      giveToHost(single, &conditions)
    }
    if promised.contains(queue) {
      add(.reserve, .override(queue, driver: nil), reason, preconditions: conditions)
    }
    guard !isHosts else { return }
    if bindings.vfio.contains(queue) {
      add(
        .reserve, .unbind(queue, driver: DriverName.vfioAP), reason,
        preconditions: [.driver(queue, DriverName.vfioAP)] + conditions)
    }
    hostUnbound(queue, reason, [])
  }
}

extension Matrix {
  /// Without the control domains, which the kernel refuses nobody.
  var usage: Matrix { Matrix(adapters: adapters, domains: domains) }
}
