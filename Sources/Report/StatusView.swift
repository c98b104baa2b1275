public import APModel

/// What a status report shows of a host: everything, or what the filters leave.
public struct StatusView: Sendable {
  /// The whole host.
  public let analysis: HostAnalysis
  /// The guests that are shown, ordered by uuid.
  public let guests: [GuestAnalysis]
  /// The cards that are shown, ascending.
  public let cards: [Card]
  /// The adapters that are shown, ascending: those of the cards, and of queues whose card could not be read.
  let adapters: [AdapterID]
  /// The queues that are shown, ascending, with their owners.
  public let queues: [QueueOwnership]

  /// What the filters ask for, guests by uuid.
  let filter: StatusFilter
  private let told: [Problem]?
  private let names: [String: String]

  /// Applies the filters.
  ///
  /// - Parameter told: the problems that somebody found who saw more of the host than is known here; nil where
  ///   all is known. They stand only for the whole host.
  public init(
    _ analysis: HostAnalysis, _ filter: StatusFilter = StatusFilter(), told: [Problem]? = nil
  ) {
    self.analysis = analysis
    self.told = told
    let filter = filter.resolved(analysis)
    self.filter = filter
    let mdevs = analysis.guests.map(\.mdev)
    names = Dictionary(mdevs.map { ($0.uuid, $0.name ?? $0.uuid) }) { first, _ in first }
    guests = analysis.guests.filter(filter.shows)
    queues = analysis.ownerships.filter { filter.shows($0, guests: analysis.guests) }
    let having = AdapterSet(queues.map(\.queue.adapter))
    cards = analysis.snapshot.cards.filter { card in
      filter.isEmpty || having.contains(card.id) || filter.names(card.id)
    }
    adapters = having.union(AdapterSet(cards.map(\.id))).map(\.self)
  }

  private var isWhole: Bool { filter.isEmpty }

  /// What was read.
  var snapshot: HostSnapshot { analysis.snapshot }

  /// What is wrong with what is shown, the worst first.
  public var problems: [Problem] {
    if isWhole, let told { return told }
    return ProblemFinder(
      analysis, guests: guests, queues: queues, declared: isWhole ? snapshot.declared : [:],
      naming: name
    ).problems
  }

  /// Whether nothing is wrong with what is shown: every guest has all its queues, all can answer, none
  /// has two owners, and nothing endangers the host.
  public var isHealthy: Bool { !problems.contains(where: \.isAlarming) }

  /// Whether the filters left nothing at all.
  public var isEmpty: Bool { guests.isEmpty && cards.isEmpty && queues.isEmpty }
}

extension StatusView {
  /// What a person calls a guest: its process's name, else the mdev's uuid.
  func name(_ uuid: String) -> String { names[uuid] ?? uuid }
}
