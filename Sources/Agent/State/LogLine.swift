/// One line of the agent's log.
public struct LogLine: Hashable, Sendable {
  /// How much a line matters, as syslog(3) numbers it.
  public enum Priority: Int, Hashable, Sendable {
    case critical = 2
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
    case debug = 7
  }

  /// How much it matters.
  public let priority: Priority
  /// The object and the plain fact: `guest web01: waits for adapter 07`.
  public let text: String

  /// Whether it tells of a write, which the history has an entry about.
  let isOfWrite: Bool

  /// Makes a line.
  public init(_ priority: Priority, _ text: String) {
    self.init(priority, text, isOfWrite: false)
  }

  init(_ priority: Priority, _ text: String, isOfWrite: Bool) {
    self.priority = priority
    self.text = text
    self.isOfWrite = isOfWrite
  }

  /// The object: what stands before the first colon with a space.
  var object: String? {
    let bytes = Array(text.utf8)
    let ends = bytes.indices.dropLast().first {
      bytes[$0] == UInt8(ascii: ":") && bytes[$0 + 1] == UInt8(ascii: " ")
    }
    return ends.map { String(decoding: bytes[..<$0], as: UTF8.self) }
  }
}
