public import Glibc

/// A program that runs beside the test.
public struct RunningProgram: Sendable {
  /// The process.
  public let pid: pid_t

  init(pid: pid_t) { self.pid = pid }

  /// Sends a signal.
  public func send(_ signal: Int32) { kill(pid, signal) }

  /// Waits for its end.
  ///
  /// - Returns: the exit status; 128 and the signal's number if a signal ended it.
  @discardableResult
  public func wait() -> Int {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    let signal = Int(status & 0x7f)
    return signal == 0 ? Int(status >> 8 & 0xff) : 128 + signal
  }

  /// Whether it has not ended yet; once it has, `wait()` must not be called.
  public var isRunning: Bool {
    var status: Int32 = 0
    return waitpid(pid, &status, WNOHANG) == 0
  }
}

extension Program {
  /// Starts it without waiting; its output goes to files, or nowhere.
  public func start(
    _ arguments: [String], output: String = "/dev/null", errors: String = "/dev/null",
    environment: [String: String] = [:]
  ) throws -> RunningProgram {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, flags, 0o600)
    return RunningProgram(pid: try spawn(arguments, Self.environment(environment), &actions))
  }
}
