/// Events that were recorded before, handed out a few at a time as a live source would.
public final class RecordedEvents: EventSource {
  /// What the recording is, for messages.
  public let name: String
  /// No descriptor: whoever replays decides when to drain.
  public var descriptor: CInt { -1 }
  private var rest: ArraySlice<Uevent>

  /// Hands out these events.
  public init(name: String, _ events: [Uevent]) {
    self.name = name
    rest = events[...]
  }

  /// The next events of the recording.
  public func drain(limit: Int) -> EventBatch {
    var batch = EventBatch()
    batch.events = Array(rest.prefix(limit))
    rest = rest.dropFirst(limit)
    batch.isDrained = rest.isEmpty
    return batch
  }
}
