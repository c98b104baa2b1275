public import APModel

/// Which part of a host is shown; an empty part stands for everything.
public struct StatusFilter: Sendable {
  /// Only these adapters.
  public var adapters: AdapterSet = []
  /// Only these domains.
  public var domains: DomainSet = []
  /// Only these queues.
  public var queues: Set<APQN> = []
  /// Only these guests, by uuid, a part of it from its start, or name.
  public var guests: [String] = []
  /// Only queues of these owners.
  public var owners: Set<OwnerKind> = []

  /// Everything.
  public init() {}

  /// Whether everything is shown.
  public var isEmpty: Bool {
    adapters.isEmpty && domains.isEmpty && queues.isEmpty && guests.isEmpty && owners.isEmpty
  }

  /// Whether a filter on cards asks for this one by number.
  func names(_ adapter: AdapterID) -> Bool {
    adapters.contains(adapter) && domains.isEmpty && queues.isEmpty && guests.isEmpty
      && owners.isEmpty
  }

  /// Whether a guest is shown.
  func shows(_ guest: GuestAnalysis) -> Bool {
    guard owners.isEmpty || owners.contains(.guest) else { return false }
    guard guests.isEmpty || guests.contains(where: { guest.mdev.answers(to: $0) }) else {
      return false
    }
    guard let assigned = guest.mdev.assigned else { return adapters.isEmpty && domains.isEmpty }
    return (adapters.isEmpty || !assigned.adapters.isDisjoint(with: adapters))
      && (domains.isEmpty || !assigned.domains.isDisjoint(with: domains))
      && (queues.isEmpty || queues.contains(where: assigned.contains))
  }

  /// Whether a queue is shown.
  func shows(_ ownership: QueueOwnership, guests all: [GuestAnalysis]) -> Bool {
    let queue = ownership.queue
    guard adapters.isEmpty || adapters.contains(queue.adapter) else { return false }
    guard domains.isEmpty || domains.contains(queue.domain) else { return false }
    guard queues.isEmpty || queues.contains(queue) else { return false }
    guard owners.isEmpty || owners.contains(OwnerKind(ownership.owner)) else { return false }
    guard !guests.isEmpty else { return true }
    return all.contains { guest in
      ownership.claims.contains(guest.mdev.uuid)
        && guests.contains { guest.mdev.answers(to: $0) }
    }
  }
}

extension Mdev {
  /// Whether a person means this mdev: its uuid in any letter case, eight or more characters of its
  /// start, or the name of the guest that has it open.
  public func answers(to text: String) -> Bool {
    let lower = text.lowercased()
    return declaredName == text || process?.name == text || uuid == lower
      || (lower.count >= 8 && uuid.hasPrefix(lower))
  }
}
