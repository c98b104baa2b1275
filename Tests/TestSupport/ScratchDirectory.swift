import Glibc
public import SystemPackage

/// A directory that lives as long as the test needs it.
public struct ScratchDirectory: ~Copyable {
  /// The directory.
  public let path: FilePath

  /// Makes an empty directory.
  ///
  /// - Parameter inMemory: for thousands of small files, which take minutes on a disk.
  public init(inMemory: Bool = false) throws {
    let parent = inMemory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var name = Array("\(parent)/apmatrix-test-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw Errno(rawValue: errno) }
    path = FilePath(
      String(decoding: name.dropLast().map { UInt8(bitPattern: Int8($0)) }, as: UTF8.self))
  }

  deinit { Self.remove(path) }

  /// Removes a directory with all that is below it; links are not followed.
  public static func remove(_ path: FilePath) {
    guard unlink(path.string) != 0 else { return }
    for name in TextFile.names(path) { remove(path.appending(name)) }
    rmdir(path.string)
  }
}
