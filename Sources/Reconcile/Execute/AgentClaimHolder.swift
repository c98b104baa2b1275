/// The agent that keeps a host, as its claim tells it.
public struct AgentClaimHolder: Hashable, Sendable {
  /// Its process id; nil while it only begins.
  public let pid: Int32?
  /// Its policy mode: `enforce`.
  public let mode: String
  /// The path of its configuration.
  public let configuration: String

  /// Whether it changes the host, and does not only observe it.
  public var mends: Bool { mode != Policy.Mode.observe.rawValue }

  /// Whether it was killed and holds its claim only until the kernel lets go of an access of it.
  public var isEnding: Bool { pid.flatMap(HolderProcess.init)?.isEnding == true }

  /// Describes an agent.
  public init(pid: Int32, mode: String, configuration: String) {
    self.pid = pid
    self.mode = mode
    self.configuration = configuration
  }

  /// An agent that has not told anything yet.
  init() {
    pid = nil
    mode = ""
    configuration = ""
  }

  /// Reads what a claim's file says; what is missing is unknown.
  init(text: String) {
    let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count == 3, let pid = Int32(lines[0]) else {
      self.init()
      return
    }
    // A path may hold newlines; only the last one is not its own.
    self.init(
      pid: pid, mode: String(lines[1]),
      configuration: String(lines[2].hasSuffix("\n") ? lines[2].dropLast() : lines[2]))
  }

  /// What the claim's file says: pid, mode and configuration, a line each.
  var text: String { "\(pid ?? 0)\n\(mode)\n\(configuration)\n" }
}

extension AgentClaimHolder: CustomStringConvertible {
  /// `an agent (pid 4711, mode enforce) by /etc/apmatrix/apmatrix.yaml`.
  public var description: String {
    guard let pid else { return "an agent that is just starting" }
    return "an agent (pid \(pid), mode \(mode)) by \(configuration)"
  }
}
