import APModel

/// What a host was before a plan: what a way back leads to.
struct PlanOrigin: Hashable, Sendable {
  /// The masks.
  let masks: Masks
  /// The overrides of queues.
  let overrides: [APQN: String]
  /// What each mdev held, by uuid.
  let matrices: [String: Matrix]
  /// What each guest got, by uuid.
  let effective: [String: Matrix]
  /// The mdevs with which a guest certainly ran.
  let running: Set<String>
  /// The queues that host drivers had.
  let hostQueues: QueueSet
  /// The queues that vfio_ap had.
  let vfioQueues: QueueSet
  /// The queues that an override kept for vfio_ap, whether it had them or not.
  let promised: QueueSet
  /// Which of them the host used, and why that was said.
  let use: UseFindings
  /// The requests that had been sent through each of them.
  let counts: [APQN: Int]

  init(_ facts: HostFacts, _ masks: Masks) {
    self.masks = masks
    overrides = facts.overrides
    matrices = facts.mdevs.mapValues(\.matrix)
    effective = facts.mdevs.mapValues(\.effective)
    running = Set(facts.sortedMdevs.filter { $0.usage == .running }.map(\.uuid))
    hostQueues = facts.bindings.host
    vfioQueues = facts.bindings.vfio
    promised = QueueSet(facts.overrides.lazy.filter { $0.value == DriverName.vfioAP }.map(\.key))
    use = facts.use
    counts = facts.counts
  }

  /// Whether a consent is only about what its owner did not have then.
  ///
  /// What a plan has just given may be taken back on its way back, but not from a guest that has been
  /// started since.
  func lacked(_ consent: Consent, _ guests: [GuestTarget]) -> Bool {
    switch consent {
    case .runningGuest(let name, let queues):
      guard let uuid = running(name, guests) else { return false }
      return queues.intersection(effective[uuid] ?? Matrix()).isEmpty
    case .guestControl(let name, let domains):
      guard let uuid = running(name, guests) else { return false }
      return domains.isDisjoint(with: matrices[uuid]?.controlDomains ?? [])
    case .host(let queues, _): return queues.intersection(hostQueues).isEmpty
    case .exposure: return false
    }
  }

  private func running(_ name: String, _ guests: [GuestTarget]) -> String? {
    guests.first { $0.name == name && running.contains($0.uuid) }?.uuid
  }
}
