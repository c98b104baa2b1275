import APModel
import Reconcile

/// What an agent that starts with the host would ask consent for, drawn from the facts alone.
///
/// A boot forgets mdevs, overrides and requests, so that the host has what the masks give it, and the files of its
/// programs are all that shows a use of it.
struct ConsentForecast {
  /// What it would take and waits for, one sentence each without a full stop; empty if it may take all.
  let asked: [String]
  /// The files for which it waits.
  let files: [String]

  init(_ facts: Facts, _ masks: MaskForecast) {
    guard facts.agentAtBoot != nil, let configuration = facts.configuration,
      configuration.policy.disruption == .never, !facts.users.files.isEmpty
    else {
      (asked, files) = ([], [])
      return
    }
    let host = Self.host(facts, masks.masks)
    let consents = Planner.plan(from: host, to: Target(configuration)).plan?.consents ?? []
    asked = consents.map(\.text)
    let named = consents.flatMap { consent -> [String] in
      guard case .host(_, .configured(let files)) = consent else { return [] }
      return files
    }
    files = Set(named).sorted()
  }

  /// The host as it is before the agent writes anything.
  private static func host(_ facts: Facts, _ masks: Masks) -> HostSnapshot {
    var host = facts.snapshot
    host.mdevs = []
    (host.bus.adapterMask, host.bus.domainMask) = (masks.adapters, masks.domains)
    let drivers = Dictionary(host.cards.map { ($0.id, $0.hostDrivers) }) { first, _ in first }
    for place in host.cards.indices {
      host.cards[place].driver = host.cards[place].hostDrivers.card
    }
    for place in host.queues.indices {
      let id = host.queues[place].id
      let queueDriver = (drivers[id.adapter] ?? .current).queue
      var queue = Queue(id, driver: masks.matrix.contains(id) ? queueDriver : DriverName.vfioAP)
      var details = host.queues[place].details ?? QueueDetails()
      (details.requestCount, details.pendingCount, details.waitingCount) = (0, 0, 0)
      details.status = nil
      queue.details = details
      host.queues[place] = queue
    }
    var watch = UseWatch(span: 0)
    host.uses = watch.look(at: host.queues, users: facts.users, now: 0)
    return host
  }
}
