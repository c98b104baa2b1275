import APModel
import Reconcile
import Report

extension FilterOptions {
  /// Refuses what no part of the host has: a misspelt name, or a guest that is gone, must not look
  /// like a part in which all is well.
  ///
  /// - Throws: `CommandFailure` for the first name that nothing has.
  func checkNames(_ view: StatusView) throws {
    let analysis = view.analysis
    let held = analysis.guests.compactMap(\.mdev.assigned)
    try check(cards, "card", has: adapters(of: analysis, held))
    try check(domains, "domain", has: domains(of: analysis, held))
    for text in queues {
      let queue = try Self.queue(text)
      guard !analysis.snapshot.queues.contains(where: { $0.id == queue }),
        !held.contains(where: { $0.contains(queue) })
      else { continue }
      throw CommandFailure(text, "no such queue; \(Self.hint)")
    }
    for text in guests where analysis.guests(answeringTo: text).isEmpty {
      _ = try analysis.onlyGuest(answeringTo: text)
      throw CommandFailure(
        text, "no such guest; one that does not run is known by its mdev's uuid only; \(Self.hint)")
    }
    // No queue of an owner is an answer; nothing that has all the names is none.
    guard view.isEmpty, owners.isEmpty, try !statusFilter().isEmpty else { return }
    throw CommandFailure("filters", "no part of this host passes all of them; \(Self.hint)")
  }

  private static let hint = "see apmatrix status for what there is"

  private func check<ID>(_ texts: [String], _ noun: String, has known: IdentifierSet<ID>) throws {
    for word in texts.flatMap(IdentifierText.words) {
      let set: IdentifierSet<ID> = try IdentifierText.set(word.text)
      guard set.isDisjoint(with: known) else { continue }
      throw CommandFailure("\(noun) \(word.text)", "no such \(noun); \(Self.hint)")
    }
  }

  private func adapters(of analysis: HostAnalysis, _ held: [Matrix]) -> AdapterSet {
    held.reduce(AdapterSet(analysis.snapshot.cards.map(\.id))) { $0.union($1.adapters) }
  }

  private func domains(of analysis: HostAnalysis, _ held: [Matrix]) -> DomainSet {
    held.reduce(DomainSet(analysis.snapshot.queues.map(\.id.domain))) { $0.union($1.domains) }
  }
}

extension HostAnalysis {
  /// The one guest that a person means by a name, a uuid or its beginning; nil if there is none.
  ///
  /// - Throws: `CommandFailure` if it could be several, or is declared and not there.
  func onlyGuest(answeringTo text: String) throws(CommandFailure) -> GuestAnalysis? {
    let found = guests(answeringTo: text)
    if found.isEmpty, snapshot.declared.values.contains(text) {
      throw CommandFailure(GuestReference.Failure.missing(text))
    }
    guard found.count <= 1 else {
      throw CommandFailure(GuestReference.Failure.ambiguous(text, found.map(\.mdev.uuid)))
    }
    return found.first
  }
}
