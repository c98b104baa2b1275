public import APModel

/// The masks that a configuration leads to, for tools that only know masks.
public enum ExportedMasks {
  /// The declared masks; derived ones for a fresh host, or those that a plan for a host ends with, which spare
  /// what an mdev of nobody holds.
  public static func masks(_ configuration: Configuration, on snapshot: HostSnapshot?) -> Masks {
    if case .masks(let adapters, let domains) = configuration.reservation {
      return Masks(adapters: adapters, domains: domains)
    }
    guard let facts = snapshot.map({ HostFacts($0) }) else {
      return MaskDerivation(
        current: .full, needs: configuration.guests.map(\.matrix), existing: QueueSet(),
        frozen: Masks(adapters: [], domains: [])
      ).derived
    }
    return PlanBuilder(facts, Target(configuration), facts.masks ?? .full).derivation.derived
  }
}
