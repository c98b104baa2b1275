/// Recorded events as text: what `udevadm monitor --property` prints, or a listener to the
/// kernel's socket in the same shape.
///
/// An event is a head line (`KERNEL[12.5] add@/devices/ap/card03`, `UDEV  [12.8] add  /devices/...`)
/// and one line for each property; an empty line follows. A newline inside a value is written as
/// `\n`, or stands there as it is, and then the value's line is followed by an empty one that ends
/// nothing.
public struct UeventLog: Sendable {
  /// The events, in their order.
  public private(set) var events: [Uevent] = []

  /// A line that is no part of an event.
  public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line's number, from 1.
    public let line: Int

    /// Names the line.
    public init(line: Int) { self.line = line }

    /// The line and what was expected.
    public var description: String { "line \(line): neither an event's head nor KEY=VALUE" }
  }

  /// Reads a log.
  ///
  /// - Parameter text: the whole log; lines before the first event are its title.
  /// - Throws: `Malformed`.
  public init(_ text: some StringProtocol) throws(Malformed) {
    var sender: Uevent.Sender?
    var properties: [String: String] = [:]
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      if let next = Self.sender(line) {
        append(properties, sender)
        sender = next
        properties = [:]
      } else if sender != nil, let separator = line.firstIndex(of: "=") {
        let value = line[line.index(after: separator)...]
        properties[String(line[..<separator])] = Self.unescaped(value)
      } else if sender != nil, !line.isEmpty {
        throw Malformed(line: number)
      }
    }
    append(properties, sender)
  }

  private mutating func append(_ properties: [String: String], _ sender: Uevent.Sender?) {
    guard let sender, let event = Uevent(properties: properties, sender: sender) else { return }
    events.append(event)
  }

  private static func sender(_ line: some StringProtocol) -> Uevent.Sender? {
    if line.hasPrefix("KERNEL[") { return .kernel }
    return line.hasPrefix("UDEV  [") ? .udev : nil
  }

  private static func unescaped(_ value: some StringProtocol) -> String {
    value.hasSuffix("\\n") ? value.dropLast(2) + "\n" : String(value)
  }
}
