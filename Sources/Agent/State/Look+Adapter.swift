public import APModel

extension Look {
  /// One adapter that has a device, in a word and in numbers.
  public struct Adapter: Hashable, Sendable {
    /// What keeps an adapter from working, or that nothing does; what comes first hides the rest.
    public enum State: String, Hashable, Sendable, CaseIterable {
      /// Configured off.
      case deconfigured
      /// Stopped by an error of the hardware.
      case checkstopped
      /// Without a driver.
      case driverless = "no driver"
      /// Set offline by the host.
      case offline
      /// Working.
      case online
    }

    /// Its number.
    public var id: AdapterID
    /// Its generation and mode, `CEX8C`; nil without a driver.
    public var type: String?
    /// What it is set up as; nil where the kernel does not tell.
    public var mode: CardMode?
    /// How it is; nil where that could not be read.
    public var state: State?
    /// Its queue devices by owner.
    public var owners = Owners()
    /// The requests of the host since its counter was last reset; nil where that could not be read.
    public var requests: Int?

    /// An adapter as its card shows it, without queues.
    public init(_ card: Card) {
      (id, type, mode) = (card.id, card.type, card.mode)
      state = State(card)
    }
  }
}

extension Look.Adapter.State {
  fileprivate init?(_ card: Card) {
    switch Outage(card) {
    case .deconfigured: self = .deconfigured
    case .checkstopped: self = .checkstopped
    case nil where card.driver == nil: self = .driverless
    case nil:
      guard let isOnline = card.isOnline else { return nil }
      self = isOnline ? .online : .offline
    }
  }
}
