public import SystemPackage

/// Opens what a path names as a sysfs tree: a directory, or a recorded archive.
public enum TreeSource {
  /// Why a path gave no tree.
  public enum Failure: Error, Hashable, Sendable {
    /// The path can't be opened.
    case unreadable(path: String, Errno)
    /// The path is a file, but no archive.
    case notAnArchive(path: String, ArchiveError)
  }

  /// Opens a tree; of a directory, nothing but its existence is looked at.
  ///
  /// - Parameter path: the directory or archive.
  /// - Throws: `Failure`.
  public static func open(_ path: FilePath) throws(Failure) -> any SysfsTree {
    let type: FileType
    do {
      type = try Stat(path).type
    } catch {
      throw .unreadable(path: path.string, error)
    }
    if type == .directory { return DirectoryTree(root: path) }
    do {
      return try ArchiveTree(contentsOf: path)
    } catch {
      if case .unreadable(let errno) = error { throw .unreadable(path: path.string, errno) }
      throw .notAnArchive(path: path.string, error)
    }
  }
}

extension TreeSource.Failure: CustomStringConvertible {
  /// The fact in one line, and what to do instead.
  public var description: String {
    switch self {
    case .unreadable(let path, .noSuchFileOrDirectory):
      "\(path): no such file or directory; give a sysfs directory or a recording"
    case .unreadable(let path, let errno): "\(path): \(errno)"
    case .notAnArchive(let path, let error): "\(path): \(error)"
    }
  }
}
