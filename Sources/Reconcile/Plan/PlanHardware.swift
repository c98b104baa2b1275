import APModel

/// The hardware that a plan was made for: what changes under a host without any writer of it.
struct PlanHardware: Hashable, Sendable {
  /// The adapters that are there: those of the machine's configuration, else those with a device.
  private let adapters: AdapterSet
  /// The usage domains of the machine's configuration; empty where it tells none.
  private let domains: DomainSet
  private let queues: QueueSet
  private let cardOutages: [AdapterID: Outage]
  private let queueOutages: [APQN: Outage]

  init(_ snapshot: HostSnapshot) {
    let configuration = snapshot.bus.hostConfiguration
    adapters = configuration?.adapters ?? AdapterSet(snapshot.cards.map(\.id))
    domains = configuration?.domains ?? []
    queues = QueueSet(snapshot.queues.map(\.id))
    var cards: [AdapterID: Outage] = [:]
    for card in snapshot.cards {
      cards[card.id] = Outage(card)
    }
    cardOutages = cards
    var single: [APQN: Outage] = [:]
    for queue in snapshot.queues {
      let outage = Outage(
        isConfigured: queue.details?.isConfigured, isCheckstopped: queue.details?.isCheckstopped)
      if outage != cards[queue.id.adapter] { single[queue.id] = outage }
    }
    queueOutages = single
  }

  /// Why a queue answers nothing; nil if it may.
  func outage(of queue: APQN) -> Outage? { queueOutages[queue] ?? cardOutages[queue.adapter] }

  /// What has changed from this hardware to another, as half sentences; empty if nothing has.
  ///
  /// What goes with something larger is not told for itself: an adapter takes its queues along.
  func changes(to now: PlanHardware) -> [String] {
    let left = Matrix(
      adapters: adapters.subtracting(now.adapters), domains: domains.subtracting(now.domains))
    let came = Matrix(
      adapters: now.adapters.subtracting(adapters), domains: now.domains.subtracting(domains))
    return Self.moves(left, "left") + Self.moves(came, "come to")
      + Self.moves(queues.subtracting(now.queues), besides: left, "left")
      + Self.moves(now.queues.subtracting(queues), besides: came, "come")
      + outages(now)
  }

  private func outages(_ now: PlanHardware) -> [String] {
    let cards = adapters.intersection(now.adapters).filter {
      cardOutages[$0] != now.cardOutages[$0]
    }
    let single = queues.intersection(now.queues).queues.filter {
      !cards.contains($0.adapter) && queueOutages[$0] != now.queueOutages[$0]
    }
    return cards.map { Self.state("adapter \($0)", now.cardOutages[$0]) }
      + single.map { Self.state("queue \($0)", now.queueOutages[$0]) }
  }

  private static func state(_ object: String, _ outage: Outage?) -> String {
    switch outage {
    case .deconfigured: "\(object) is configured off"
    case .checkstopped: "\(object) is checkstopped"
    case nil: "\(object) answers again"
    }
  }

  private static func moves(_ matrix: Matrix, _ verb: String) -> [String] {
    var words: [String] = []
    if !matrix.adapters.isEmpty { words.append("adapter \(matrix.adapters)") }
    if !matrix.domains.isEmpty { words.append("domain \(matrix.domains)") }
    return words.map { "\($0) has \(verb) the host's configuration" }
  }

  private static func moves(
    _ queues: QueueSet, besides matrix: Matrix, _ verb: String
  ) -> [String] {
    let single = QueueSet(
      queues.queues.lazy.filter {
        !matrix.adapters.contains($0.adapter) && !matrix.domains.contains($0.domain)
      })
    return single.isEmpty ? [] : [QueueList.text(single, "has \(verb)", "have \(verb)")]
  }
}
