public import APModel

/// Cards of one type and mode, counted: of a host, or of many.
public struct CardTally: Hashable, Sendable {
  /// What the cards have in common.
  public struct Kind: Hashable, Sendable, Comparable {
    /// The type, `CEX8C` for instance; nil where the kernel does not tell it.
    public let type: String?
    /// What the card does; nil where its type does not tell.
    public let mode: CardMode?

    /// By type, then by mode; what is not known comes last.
    public static func < (lhs: Kind, rhs: Kind) -> Bool {
      (lhs.type ?? "~", lhs.mode?.rawValue ?? "~") < (rhs.type ?? "~", rhs.mode?.rawValue ?? "~")
    }
  }

  /// How many cards.
  public private(set) var cards = 0
  /// How many of them are online, configured and not checkstopped.
  public private(set) var usable = 0
  /// Their queues by owner.
  public private(set) var owners: [OwnerKind: Int] = [:]

  /// How many queues they have.
  public var queues: Int { owners.values.reduce(0, +) }

  /// A host's cards, kind by kind.
  static func tallies(_ analysis: HostAnalysis) -> [Kind: CardTally] {
    var tallies: [Kind: CardTally] = [:]
    var kinds: [AdapterID: Kind] = [:]
    for card in analysis.snapshot.cards {
      let kind = Kind(type: card.type, mode: card.mode)
      kinds[card.id] = kind
      tallies[kind, default: CardTally()].count(card)
    }
    for ownership in analysis.ownerships {
      guard let kind = kinds[ownership.queue.adapter] else { continue }
      tallies[kind, default: CardTally()].owners[OwnerKind(ownership.owner), default: 0] += 1
    }
    return tallies
  }

  private mutating func count(_ card: Card) {
    cards += 1
    let isUsable =
      card.isOnline == true && card.isConfigured != false && card.isCheckstopped != true
    if isUsable { usable += 1 }
  }

  /// Adds other cards of the same kind.
  mutating func add(_ other: CardTally) {
    cards += other.cards
    usable += other.usable
    owners.merge(other.owners) { $0 + $1 }
  }
}
