import Glibc
import SystemPackage
import TestSupport

/// A program that runs beside the test, its output in a file.
final class Background {
  /// The process.
  let pid: pid_t
  private let output: FilePath
  private var status: Int32?

  /// Starts `/bin/sh` with a script; it may `exec` what the test wants to signal.
  init(_ script: String, output: FilePath) throws {
    self.output = output
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, output.string, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Other tests of this process block signals; a child must not inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let variables = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"] + Program.inherited
    var argv = Self.copies(["/bin/sh", "-c", script])
    var environment = Self.copies(variables)
    defer { (argv + environment).forEach { free($0) } }
    var process: pid_t = 0
    let result = posix_spawn(&process, "/bin/sh", &actions, &attributes, &argv, &environment)
    guard result == 0 else { throw Errno(rawValue: result) }
    pid = process
  }

  /// C strings with a null pointer behind them.
  private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }

  deinit { if status == nil { end(SIGKILL) } }

  /// What it has written so far.
  var text: String { (try? TextFile.text(output)) ?? "" }

  /// Whether it still runs.
  var isRunning: Bool {
    guard status == nil else { return false }
    var result: Int32 = 0
    guard waitpid(pid, &result, WNOHANG) == pid else { return true }
    status = result
    return false
  }

  /// Sends a signal.
  func signal(_ signal: CInt) { if status == nil { kill(pid, signal) } }

  /// Sends a signal and waits for the end; after ten seconds it is killed, so that no test hangs.
  ///
  /// - Returns: the exit status; 128 and the number of the signal that ended it.
  @discardableResult
  func end(_ signal: CInt = SIGTERM) -> Int {
    self.signal(signal)
    for _ in 0..<2_000 where isRunning { usleep(5_000) }
    if isRunning {
      kill(pid, SIGKILL)
      while isRunning { usleep(5_000) }
    }
    let result = status ?? 0
    let cause = Int(result & 0x7f)
    return cause == 0 ? Int(result >> 8 & 0xff) : 128 + cause
  }
}
