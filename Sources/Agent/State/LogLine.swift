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

  /// Makes a line.
  public init(_ priority: Priority, _ text: String) {
    self.priority = priority
    self.text = text
  }
}
