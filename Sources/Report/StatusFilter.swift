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
    guard guests.isEmpty || guests.contains(guest.mdev.uuid) else {
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
      ownership.claims.contains(guest.mdev.uuid) && guests.contains(guest.mdev.uuid)
    }
  }
}

extension StatusFilter {
  /// The same filter with the uuids of the guests that are meant; a text that means none stays.
  func resolved(_ analysis: HostAnalysis) -> StatusFilter {
    var filter = self
    filter.guests = guests.flatMap { text in
      let found = analysis.guests(answeringTo: text).map(\.mdev.uuid)
      return found.isEmpty ? [text] : found
    }
    return filter
  }
}

extension HostAnalysis {
  /// The guests that a person may mean by a text: a name, a uuid or its beginning.
  public func guests(answeringTo text: String) -> [GuestAnalysis] {
    GuestSearch.find(text, among: guests, declared: snapshot.declared.values) { guest in
      (guest.mdev.uuid, [guest.mdev.declaredName, guest.mdev.process?.name].compactMap(\.self))
    }
  }
}
