internal import APModel
internal import Reconcile

/// What can be done now to bring a host to its configuration without anybody's consent.
///
/// Where the whole configuration can't be reached, the guests that stand in the way are left as they
/// are, with the reason, and the rest is planned.
struct Intention {
  /// The plan; nil if nothing may be done at all.
  private(set) var plan: Plan?
  /// What waits for hardware or for consent, one sentence each.
  var waits: [String] = []
  /// What the plan takes although it is in use, since the policy allows it, one sentence each.
  private(set) var taken: [String] = []
  /// What keeps the configuration from being reached otherwise.
  var problems: [Problem] = []

  /// Whether the host is as declared, and nothing had to be left alone to say so.
  var isReached: Bool { plan?.isEmpty == true && !hasCompromised }

  /// The queues that need no consent any more once nothing is heard of them for a while.
  var watched = QueueSet()
  /// Whether it is not known yet of some of them whether the host uses them.
  var awaitsWatch = false

  var hasCompromised = false
  let configuration: Configuration
  let snapshot: HostSnapshot
  var untouched: Set<String>
  var left: Set<String> = []
  var leavesMasks: Bool
  var leavesUnmanaged: Bool
  /// The queues that stay with the driver that they have, although guests need them.
  var leftQueues = QueueSet()
  /// The cards that stay without a driver.
  let leftCards: AdapterSet
  /// What nobody is given, beside the guests that are left alone.
  var keptMatrices: [Matrix]
  /// What is to become of queues that appear; nil leaves that as it is.
  let newQueues: NewQueues?
  /// Whether the plan only binds what appeared, because the configuration can't be reached.
  private(set) var onlyBinds = false

  /// Plans.
  ///
  /// - Parameters:
  ///   - configuration: what should be.
  ///   - snapshot: what is.
  ///   - leaving: objects that are not touched: `guest NAME`, `masks`, `mdev UUID`, `queue APQN`,
  ///     `card NUMBER`.
  ///   - newQueues: what is to become of queues that appear; nil leaves that as it is.
  init(
    _ configuration: Configuration, from snapshot: HostSnapshot, leaving: Set<String>,
    newQueues: NewQueues? = nil
  ) {
    self.configuration = configuration
    self.newQueues = newQueues
    self.snapshot = snapshot
    untouched = Set(
      configuration.guests.map(\.name).filter { leaving.contains(HostObject.guest($0)) })
    leavesMasks = leaving.contains(HostObject.masks)
    // What is not named must not be pruned for that.
    leavesUnmanaged =
      configuration.policy.unmanaged == .leave || !untouched.isEmpty
      || snapshot.mdevs.contains { leaving.contains(HostObject.mdev($0.uuid)) }
    keptMatrices = snapshot.queues.map(\.id).filter { leaving.contains(HostObject.queue($0)) }
      .map { Matrix($0) }
    leftCards = AdapterSet(
      snapshot.cards.lazy.map(\.id).filter { leaving.contains(HostObject.card($0)) })
    // Each round leaves at least one object more alone, or ends.
    while round() {}
    bindWhatAppeared()
  }

  /// Whoever holds new queues binds them, also where nothing else can be done.
  private mutating func bindWhatAppeared() {
    guard plan == nil, newQueues != nil, snapshot.bus.driversAutoprobe == false else { return }
    let left = keptMatrices.reduce(leftQueues) { $0.union(QueueSet($1)) }
    let binding = Planner.binding(
      unboundOf: snapshot, declared: configuration.guests.map(\.matrix),
      leaving: (left, leftCards), givesBack: false)
    guard let binding, !binding.isEmpty else { return }
    plan = binding
    onlyBinds = true
  }

  /// Plans once.
  ///
  /// - Returns: whether another round can do better.
  private mutating func round() -> Bool {
    while leaveContenders() {}
    switch Planner.plan(from: snapshot, to: target) {
    case .plan(let plan):
      let asks = configuration.policy.disruption == .never ? plan.consents : []
      if asks.isEmpty {
        self.plan = plan
        taken = plan.consents.map {
          "host: \($0.lastingText): done, since the policy is disruption: allow"
        }
        waits += plan.later
        return false
      }
      return leave(asks)
    case .unreachable(let obstacles):
      return leave(obstacles)
    }
  }

  private var target: Target {
    var target = Target(configuration)
    target.left = leftQueues
    target.leftCards = leftCards
    for guest in configuration.guests where left.contains(guest.name) {
      target.awaited[guest.uuid] = guest.matrix
    }
    target.guests = target.guests.compactMap(goal)
    // What is left alone rests where it is, and not with a host driver.
    target.kept =
      configuration.guests.filter { untouched.contains($0.name) || left.contains($0.name) }
      .map(\.matrix) + keptMatrices
    target.rested =
      configuration.guests.filter { untouched.contains($0.name) }.map(\.matrix) + keptMatrices
    if leavesUnmanaged { target.unmanaged = .leave }
    target.newQueues = newQueues
    if leavesMasks, let adapters = snapshot.bus.adapterMask, let domains = snapshot.bus.domainMask {
      target.reservation = .masks(adapters: adapters, domains: domains)
    }
    return target
  }

  /// What a guest should have for now; nil if it is as if nobody had declared it.
  private func goal(_ guest: GuestTarget) -> GuestTarget? {
    guard !untouched.contains(guest.name) else { return nil }
    var goal = guest
    if left.contains(guest.name) {
      guard let present = present(guest.uuid) else { return nil }
      goal.matrix = present
    }
    return goal
  }

  /// Leaves alone the guests that are to get what another one keeps for now.
  private mutating func leaveContenders() -> Bool {
    let kept = configuration.guests.filter { left.contains($0.name) }.compactMap { guest in
      present(guest.uuid).map { (guest.name, $0) }
    }
    for guest in configuration.guests
    where !left.contains(guest.name) && !untouched.contains(guest.name) {
      guard let holder = kept.first(where: { $0.1.sharesQueues(with: guest.matrix) }) else {
        continue
      }
      note(
        "guest \(guest.name) waits for queues that guest \(holder.0) keeps for now", in: &waits)
      return leave(guest: guest.name)
    }
    return false
  }

  /// What the mdev holds now; nil if it is not there, or can't be read.
  private func present(_ uuid: String) -> Matrix? {
    let mdev = snapshot.mdevs.first { $0.uuid == uuid }
    return mdev?.state == .active ? mdev?.assigned : nil
  }
}
