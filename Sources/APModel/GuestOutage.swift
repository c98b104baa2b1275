/// The queues of one adapter that a guest has and that answer no request.
public struct GuestOutage: Hashable, Sendable {
  /// The adapter.
  public let adapter: AdapterID
  /// What is wrong with it.
  public let outage: Outage
  /// The guest's queues that it is about, ascending.
  public internal(set) var queues: [APQN]

  /// Makes one of its parts.
  public init(adapter: AdapterID, outage: Outage, queues: [APQN]) {
    (self.adapter, self.outage, self.queues) = (adapter, outage, queues)
  }
}
