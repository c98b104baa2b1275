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

  /// What stands before a fact that is so no more.
  static let gone = "no longer: "

  /// The object: a guest with its name, whatever is said of it, or what stands before the first colon with a space.
  var object: String? {
    let bytes = Array(text.utf8.dropFirst(text.hasPrefix(Self.gone) ? Self.gone.utf8.count : 0))
    if bytes.starts(with: "guest ".utf8) {
      let name = bytes.dropFirst(6).prefix { $0 != UInt8(ascii: " ") }
      let isEnded = name.last == UInt8(ascii: ":")
      return "guest " + String(decoding: isEnded ? name.dropLast() : name, as: UTF8.self)
    }
    let ends = bytes.indices.dropLast().first {
      bytes[$0] == UInt8(ascii: ":") && bytes[$0 + 1] == UInt8(ascii: " ")
    }
    return ends.map { String(decoding: bytes[..<$0], as: UTF8.self) }
  }
}
