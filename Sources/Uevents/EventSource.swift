/// Somewhere that events come from: udev, the kernel, a fake host's log.
///
/// A source belongs to the thread that polls its descriptor.
public protocol EventSource: AnyObject {
  /// What the source is, for messages: `udev events`.
  var name: String { get }

  /// The descriptor that poll(2) reports as readable when there are events.
  var descriptor: CInt { get }

  /// Takes the events that have arrived.
  ///
  /// - Parameter limit: how many to take at most; what is left keeps the descriptor readable.
  func drain(limit: Int) -> EventBatch

  /// Whether another source has become the better one, so that this one should be opened again.
  var isSuperseded: Bool { get }

  /// The number of the last event that the kernel has sent, taken or not; nil if it can't be told.
  var emitted: UInt64? { get }
}

extension EventSource {
  /// Most sources have no better one.
  public var isSuperseded: Bool { false }
  /// Most sources number nothing.
  public var emitted: UInt64? { nil }
}

/// What one look at a source of events gave.
public struct EventBatch: Equatable, Sendable {
  /// The events, in their order of arrival.
  public var events: [Uevent] = []
  /// How often the kernel had no room for an event (ENOBUFS): events were lost.
  public var overruns = 0
  /// Whether nothing was left to take.
  public var isDrained = true
  /// Why the source can give no more events and has to be opened again; nil if it can.
  public var death: String?

  /// An empty batch.
  public init() {}
}
