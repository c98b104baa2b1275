public import APModel

/// What the configuration leaves to host drivers.
public enum HostReservation: Hashable, Sendable {
  /// Everything that no guest needs: the masks follow from the guests.
  case derive
  /// Exactly these masks: the host keeps the queues of `adapters` x `domains`.
  case masks(adapters: AdapterSet, domains: DomainSet)
  /// As now, less what the guests need: for a single change without a file.
  case asNeeded
}
