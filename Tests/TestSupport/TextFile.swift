import Glibc
public import SystemPackage

/// Reads and writes whole files in tests, without Foundation.
public enum TextFile {
  /// The bytes of a file.
  public static func bytes(_ path: FilePath) throws -> [UInt8] {
    let file = try FileDescriptor.open(path, .readOnly)
    return try file.closeAfter {
      var result: [UInt8] = []
      while true {
        let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
          count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        guard !chunk.isEmpty else { return result }
        result += chunk
      }
    }
  }

  /// The text of a file.
  public static func text(_ path: FilePath) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  /// Writes a file, and the directories that lead to it.
  public static func write(_ text: String, to path: FilePath) throws {
    try makeDirectories(path.removingLastComponent())
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    _ = try file.closeAfter { try file.writeAll(text.utf8) }
  }

  /// Makes a directory and those above it; one that is there is fine.
  public static func makeDirectories(_ path: FilePath) throws {
    guard !path.isEmpty, access(path.string, F_OK) != 0 else { return }
    try makeDirectories(path.removingLastComponent())
    guard mkdir(path.string, 0o755) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
  }

  /// Where a symbolic link points.
  public static func link(_ path: FilePath) throws -> FilePath {
    guard let target = realpath(path.string, nil) else { throw Errno(rawValue: errno) }
    defer { free(target) }
    return FilePath(String(cString: target))
  }

  /// The text of a symbolic link; nil if it is none.
  public static func target(_ path: FilePath) -> String? {
    var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    guard readlink(path.string, &text, Int(PATH_MAX)) >= 0 else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The permissions of a file or directory.
  public static func mode(_ path: FilePath) throws -> UInt32 {
    var status = stat()
    guard stat(path.string, &status) == 0 else { throw Errno(rawValue: errno) }
    return status.st_mode & 0o7777
  }

  /// Makes a file of zeros that takes no room.
  public static func grow(_ path: FilePath, to size: Int) throws {
    guard truncate(path.string, size) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Puts a symbolic link that points to itself in the place of a file.
  public static func loop(_ path: FilePath) throws {
    guard unlink(path.string) == 0, symlink(path.string, path.string) == 0 else {
      throw Errno(rawValue: errno)
    }
  }

  /// The names in a directory, ordered; empty if it is not there.
  public static func names(_ path: FilePath) -> [String] {
    guard let directory = opendir(path.string) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
