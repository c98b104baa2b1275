public import SystemPackage

/// Why bytes are no sysfs archive.
public enum ArchiveError: Error, Hashable, Sendable {
  /// A line breaks the grammar; lines count from 1.
  case malformed(line: Int, reason: String)
  /// The file is longer than any archive may be; the limit is in bytes.
  case tooLarge(limit: Int)
  /// The file could not be read.
  case unreadable(Errno)
}

extension ArchiveError: CustomStringConvertible {
  /// The fact in one line, without the archive's name.
  public var description: String {
    switch self {
    case .malformed(let line, let reason): "line \(line): \(reason)"
    case .tooLarge(let limit): "longer than \(limit) bytes; no archive of a host is"
    case .unreadable(let errno): "cannot be read: \(errno)"
    }
  }
}
