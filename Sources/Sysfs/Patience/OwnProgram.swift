import Glibc

/// This program, run once more beside itself, for what must not be done by a process that has threads.
///
/// Whoever ran it may end it and need not wait for it: SIGCHLD is to be ignored then.
public enum OwnProgram {
  /// Runs it, with nothing else of this process than one end of a pair of sockets.
  ///
  /// - Parameters:
  ///   - arguments: its arguments, without its name.
  ///   - place: which of its standard descriptors the socket is; the others lead to `/dev/null`.
  /// - Returns: the other end and the process; nil if it could not be started.
  public static func start(
    _ arguments: [String], at place: CInt
  ) -> (descriptor: CInt, pid: Int32)? {
    var ends: [CInt] = [-1, -1]
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    let pid = run(arguments, ends[1], at: place)
    close(ends[1])
    if let pid { return (ends[0], pid) }
    close(ends[0])
    return nil
  }

  private static func run(_ arguments: [String], _ descriptor: CInt, at place: CInt) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for standard in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where standard != place {
      posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, descriptor, place)
    // Signals that this process has blocked or ignores are the other's to hear.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var ignored = none
    for signal in [SIGCHLD, SIGPIPE] { sigaddset(&ignored, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &ignored)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = (["apmatrix"] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var pid = pid_t()
    guard posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, &words, environ) == 0 else {
      return nil
    }
    return pid
  }
}
