public import APModel

/// The masks that a configuration leads to, for tools that only know masks.
public enum ExportedMasks {
  /// The declared masks; derived ones for the queues and masks of a host, or for a fresh one.
  public static func masks(_ configuration: Configuration, on snapshot: HostSnapshot?) -> Masks {
    if case .masks(let adapters, let domains) = configuration.reservation {
      return Masks(adapters: adapters, domains: domains)
    }
    return MaskDerivation(
      current: snapshot.flatMap { HostFacts($0).masks } ?? .full,
      needs: configuration.guests.map(\.matrix),
      existing: QueueSet(snapshot?.queues.map(\.id) ?? []),
      frozen: Masks(adapters: [], domains: [])
    ).derived
  }
}
