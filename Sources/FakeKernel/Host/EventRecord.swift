/// One event of a fake host with its place in the order of all events.
public struct EventRecord: Hashable, Sendable {
  /// The event's number, from 1 and without gaps; the kernel sends it as SEQNUM.
  public let number: UInt64
  /// The event.
  public let event: FakeUevent

  /// Makes a record.
  public init(number: UInt64, event: FakeUevent) {
    self.number = number
    self.event = event
  }

  /// The record as one line of the event log, with its newline.
  ///
  /// The number, ACTION, DEVPATH, SUBSYSTEM and `KEY=value` for every other key, in the order in
  /// which they are sent, joined by single blanks. Blanks, control characters, `%` and all that is not
  /// ASCII stand as `%xx`.
  public var line: String {
    let words =
      [event.action, event.devpath, event.subsystem]
      + event.properties.map { "\($0.key)=\($0.value)" }
    return "\(number) " + words.map { StateText.escaped($0.utf8) }.joined(separator: " ") + "\n"
  }

  /// Reads a line of the event log, without its newline.
  ///
  /// - Returns: nil if the line is not a record.
  public init?(line: some StringProtocol) {
    let words = String(line).split(separator: " ")
    guard words.count >= 4, let number = UInt64(words[0]) else { return nil }
    let texts = words.dropFirst().compactMap { StateText.unescaped($0) }.map {
      String(decoding: $0, as: UTF8.self)
    }
    guard texts.count == words.count - 1 else { return nil }
    var properties: [FakeUevent.Property] = []
    for text in texts.dropFirst(3) {
      guard let sign = text.firstIndex(of: "=") else { return nil }
      properties.append(
        FakeUevent.Property(String(text[..<sign]), String(text[text.index(after: sign)...])))
    }
    self.number = number
    event = FakeUevent(
      action: texts[0], devpath: texts[1], subsystem: texts[2], properties: properties)
  }
}
