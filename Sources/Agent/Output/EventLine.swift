public import PlainJSON
public import Uevents

/// One event for `apmatrix monitor`: a line for people, or an object for programs.
public struct EventLine: Sendable {
  private let event: Uevent
  private let meaning: UeventMeaning

  /// Describes an event.
  public init(_ event: Uevent) {
    self.event = event
    meaning = UeventMeaning(event)
  }

  /// Whether the event concerns the AP matrix.
  public var isRelevant: Bool { meaning.isHint }

  /// The time, who passed the event on, and what it means:
  /// `18:00:00.123 udev   queue 05.0047 is bound to vfio_ap`.
  public func text(_ moment: Instant?, _ clock: WallClock) -> String {
    let sender = event.sender.rawValue.padded(to: 6)
    return (moment.map { clock.timeOfDay($0) + " " } ?? "") + "\(sender) \(meaning)"
  }

  /// The event as `apmatrix.event/v1`.
  public func json(_ moment: Instant?, _ clock: WallClock) -> JSONValue {
    .object([
      "schema": .string("apmatrix.event/v1"),
      "time": .optional(moment.map(clock.utc)),
      "sender": .string(event.sender.rawValue),
      "sequence": event.sequenceNumber.flatMap { Int(exactly: $0) }.map { .count($0) } ?? .null,
      "action": .string(event.action.description),
      "device": .string(event.devicePath),
      "subsystem": .string(event.subsystem),
      "properties": properties,
      "object": .string(meaning.kind),
      "name": .optional(meaning.object),
      "change": .string(meaning.word),
      "summary": .string(meaning.description),
    ])
  }

  private var properties: JSONValue {
    var object = JSONObject()
    for (key, value) in event.properties { object[key] = .string(value) }
    return .object(object)
  }

  /// The line that says that events were lost.
  public static func lost(_ count: Int, asJSON: Bool) -> String {
    let text = "events were lost, what follows is not all"
    guard asJSON else { return text }
    return JSONValue.object([
      "schema": .string("apmatrix.event/v1"), "object": .string("overrun"),
      "count": .count(count), "summary": .string(text),
    ]).line
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
