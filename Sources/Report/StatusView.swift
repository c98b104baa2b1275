public import APModel

/// What a status report shows of a host: everything, or what the filters leave.
public struct StatusView: Sendable {
  /// The whole host.
  public let analysis: HostAnalysis
  /// The guests that are shown, ordered by uuid.
  public let guests: [GuestAnalysis]
  /// The cards that are shown, ascending.
  public let cards: [Card]
  /// The queues that are shown, ascending, with their owners.
  public let queues: [QueueOwnership]

  /// Applies the filters.
  public init(_ analysis: HostAnalysis, _ filter: StatusFilter = StatusFilter()) {
    self.analysis = analysis
    guests = analysis.guests.filter(filter.shows)
    queues = analysis.ownerships.filter { filter.shows($0, guests: analysis.guests) }
    let adapters = AdapterSet(queues.map(\.queue.adapter))
    cards = analysis.snapshot.cards.filter { card in
      filter.isEmpty || adapters.contains(card.id) || filter.names(card.id)
    }
  }

  /// What was read.
  var snapshot: HostSnapshot { analysis.snapshot }

  /// The queues with two owners that are shown.
  public var conflicts: [QueueOwnership] { queues.filter(\.isConflict) }

  /// The guests that lack a queue.
  public var degraded: [GuestAnalysis] { guests.filter(\.isDegraded) }

  /// The queues that guests have and that answer nothing, guest by guest and adapter by adapter.
  public var outages: [(uuid: String, outage: GuestOutage)] {
    guests.flatMap { guest in analysis.outages(of: guest).map { (guest.mdev.uuid, $0) } }
  }

  /// Whether every guest has all its queues, all can answer, and none has two owners.
  public var isHealthy: Bool { degraded.isEmpty && conflicts.isEmpty && outages.isEmpty }

  /// Whether the filters left nothing at all.
  public var isEmpty: Bool { guests.isEmpty && cards.isEmpty && queues.isEmpty }
}
