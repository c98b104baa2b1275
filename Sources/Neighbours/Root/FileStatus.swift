import Glibc
import SystemPackage

/// Whose a file is, who may write it, and since when it is as it is.
public struct FileStatus: Equatable, Sendable {
  /// The user that it belongs to.
  public let owner: UInt32
  /// Its permission bits.
  public let mode: UInt32
  /// When it was changed last, in seconds since 1970.
  public let changed: Int

  /// Describes a file.
  public init(owner: UInt32, mode: UInt32, changed: Int) {
    self.owner = owner
    self.mode = mode
    self.changed = changed
  }

  /// Reads what a recording keeps: owner, mode in octal, time.
  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 3, let owner = UInt32(words[0]), let mode = UInt32(words[1], radix: 8),
      let changed = Int(words[2])
    else { return nil }
    self.init(owner: owner, mode: mode, changed: changed)
  }

  var text: String { "\(owner) \(String(mode, radix: 8)) \(changed)" }
}

extension HostRoot {
  /// Whose a file or directory is; nil if it is not there, or nobody asked when it was recorded.
  public func status(of path: String) -> FileStatus? {
    let text = observed("status \(path)") { root in
      var status = stat()
      guard stat(root.string + path, &status) == 0 else { return nil }
      return FileStatus(
        owner: status.st_uid, mode: status.st_mode & 0o7777, changed: status.st_mtim.tv_sec
      ).text
    }
    return text.flatMap(FileStatus.init)
  }

  /// The time on the host, or when it was recorded, in seconds since 1970.
  public var now: Int? { observed("time") { _ in "\(time(nil))" }.flatMap { Int($0) } }
}
