import Glibc
import Sysfs
import SystemPackage

/// Unpacks what xz packed, with the program `xz`.
enum PackedFile {
  /// Why a file was not unpacked.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Whether the bytes begin as xz begins its files.
  static func isPacked(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
  }

  /// The bytes that were packed.
  ///
  /// - Throws: `Failure` or `Errno`.
  static func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
    let packed = try scratch()
    let plain = try scratch()
    defer {
      try? packed.close()
      try? plain.close()
    }
    _ = try packed.writeAll(bytes)
    _ = try packed.seek(offset: 0, from: .start)
    let status = try run(["xz", "-dc"], input: packed, output: plain)
    guard status == 0 else {
      let end = status & 0x7f == 0 ? "status \(status >> 8)" : "signal \(status & 0x7f)"
      throw Failure(description: "xz ended with \(end)")
    }
    _ = try plain.seek(offset: 0, from: .start)
    return try rest(of: plain)
  }

  /// A recorded transcript has 10 MB.
  private static let limit = 256 << 20

  /// Everything from a descriptor's place to its end.
  ///
  /// - Throws: `Errno`, or `Failure` where that does not come: of `/dev/zero` for instance.
  static func rest(of source: FileDescriptor) throws -> [UInt8] {
    let bytes = try WholeFile.rest(of: source, limit: limit)
    guard bytes.count <= limit else {
      throw Failure(description: "more than \(limit >> 20) MiB, which no transcript has")
    }
    return bytes
  }

  /// Runs a program to its end.
  ///
  /// - Returns: its status as waitpid(2) has it.
  private static func run(
    _ arguments: [String], input: FileDescriptor, output: FileDescriptor
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input.rawValue, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output.rawValue, STDOUT_FILENO)
    var argv = arguments.map { strdup($0) } + [nil]
    defer { argv.forEach { free($0) } }
    var pid: pid_t = 0
    let result = posix_spawnp(&pid, arguments[0], &actions, nil, &argv, environ)
    guard result == 0 else {
      throw Failure(description: "xz can't be run: \(Errno(rawValue: result))")
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status
  }

  /// A file that is gone when it is closed; unlike a pipe it never fills.
  private static func scratch() throws -> FileDescriptor {
    var name = Array("/tmp/apmatrix-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    unlink(name)
    return FileDescriptor(rawValue: descriptor)
  }
}
