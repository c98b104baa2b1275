import Glibc
public import SystemPackage

/// Runs a program to its end and keeps what it said.
public struct Program: Sendable {
  /// What a finished program left.
  public struct Result: Sendable {
    /// The exit status; 128 and the signal's number if a signal ended it.
    public let status: Int
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let errors: String
  }

  /// Where it is.
  public let path: FilePath

  /// Names a program by its path.
  public init(_ path: FilePath) { self.path = path }

  /// The `apmatrix` that was built with the tests.
  public static var apmatrix: Program {
    get throws { Program(try Repository.programs.appending("apmatrix")) }
  }

  /// A program of the system, found on PATH; nil if it is not installed.
  public static func installed(_ name: String) -> Program? {
    for directory in ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"] {
      let path = FilePath(directory).appending(name)
      if access(path.string, X_OK) == 0 { return Program(path) }
    }
    return nil
  }

  /// Runs it with these arguments and an environment that tells nothing of the terminal.
  public func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    let output = try Self.scratch()
    let errors = try Self.scratch()
    defer {
      try? output.close()
      try? errors.close()
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.rawValue, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors.rawValue, STDERR_FILENO)
    let pid = try spawn(arguments, Self.environment(environment), &actions)
    let status = try Self.wait(pid)
    return Result(
      status: status, output: try Self.contents(output), errors: try Self.contents(errors))
  }

  func spawn(
    _ arguments: [String], _ environment: [String], _ actions: inout posix_spawn_file_actions_t
  ) throws -> pid_t {
    var argv = ([path.string] + arguments).map { strdup($0) } + [nil]
    var envp = environment.map { strdup($0) } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    // A test runs on a thread that blocks most signals; the program shall not.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var pid: pid_t = 0
    let result = posix_spawn(&pid, path.string, &actions, &attributes, &argv, &envp)
    guard result == 0 else { throw Errno(rawValue: result) }
    return pid
  }

  static func environment(_ extra: [String: String]) -> [String] {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return ["PATH=\(path)", "LC_ALL=C"] + inherited + extra.map { "\($0.key)=\($0.value)" }.sorted()
  }

  /// The variables without which a program that was built for the tests does not start, or not as they
  /// were: where its libraries are, and what a sanitizer looks for.
  public static var inherited: [String] {
    let names: [String] = ["LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"]
    return names.compactMap { name in
      getenv(name).map { "\(name)=\(String(cString: $0))" }
    }
  }

  private static func wait(_ pid: pid_t) throws -> Int {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
    let signal = Int(status & 0x7f)
    return signal == 0 ? Int(status >> 8 & 0xff) : 128 + signal
  }

  /// A file that is gone when it is closed; unlike a pipe it never fills.
  private static func scratch() throws -> FileDescriptor {
    var name = Array("/tmp/apmatrix-test-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    unlink(name)
    return FileDescriptor(rawValue: descriptor)
  }

  private static func contents(_ file: FileDescriptor) throws -> String {
    try file.seek(offset: 0, from: .start)
    var bytes: [UInt8] = []
    while true {
      let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      guard !chunk.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk
    }
  }
}

extension Program {
  /// The compiler that comes with Swift; nil where it is not on PATH.
  public static let clang: Program? = {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let places = path.split(separator: ":").map { FilePath(String($0)).appending("clang") }
    return places.first { access($0.string, X_OK) == 0 }.map { Program($0) }
  }()
}
