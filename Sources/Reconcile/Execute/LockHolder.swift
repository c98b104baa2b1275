/// The process that holds the lock.
public struct LockHolder: Hashable, Sendable, CustomStringConvertible {
  /// Its process id; nil if the file does not hold one.
  public let pid: Int32?
  /// Its name from `/proc/PID/comm`; nil if it could not be read.
  public let name: String?

  /// `chzdev (pid 4711)`.
  public var description: String {
    guard let pid else { return "an unknown process" }
    return name.map { "\($0) (pid \(pid))" } ?? "pid \(pid)"
  }
}
