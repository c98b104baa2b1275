import Glibc
public import SystemPackage

/// Makes a directory of an archive, for tools that read directories only.
///
/// A directory can't hold what makes reading fail: an unreadable attribute becomes an empty file.
public struct ArchiveUnpacker {
  /// Why an archive was not unpacked.
  public enum Failure: Error, Hashable, Sendable {
    /// Something is there already.
    case exists(path: String)
    /// A call failed.
    case refused(path: String, Errno)
  }

  private let root: FilePath

  /// Names the directory to make; it must not exist, or be empty.
  public init(root: FilePath) { self.root = root }

  /// Unpacks an archive.
  ///
  /// - Parameter archive: the archive.
  /// - Returns: the paths of the attributes that reading fails for in the archive only.
  /// - Throws: `Failure`; what was made until then stays.
  public func unpack(_ archive: Archive) throws(Failure) -> [String] {
    try makeRoot()
    var unreadable: [String] = []
    var directories: [ArchiveNode] = []
    try archive.visit { (node) throws(Failure) in
      switch node.content {
      case .directory:
        directories.append(node)
        try check(node.path) { mkdir($0, 0o755) }
      case .link(let target): try check(node.path) { symlink(target, $0) }
      case .value(let value): try file(node, value)
      case .writeOnly: try file(node, [])
      case .unreadable:
        unreadable.append(node.path)
        try file(node, [])
      }
    }
    // Last, and the deepest first: a directory without write permission takes no more files.
    for node in directories.reversed() where node.mode != 0o755 {
      try check(node.path) { chmod($0, mode_t(node.mode)) }
    }
    return unreadable
  }

  private func makeRoot() throws(Failure) {
    do {
      guard try DirectoryTree(root: root).list("").isEmpty else {
        throw Failure.exists(path: root.string)
      }
    } catch let error as SysfsError {
      guard error.errno == .noSuchFileOrDirectory else {
        throw .refused(path: root.string, error.errno ?? .ioError)
      }
      if root.withPlatformString({ mkdir($0, 0o755) }) != 0 {
        throw .refused(path: root.string, Errno(rawValue: errno))
      }
    } catch {
      throw .exists(path: root.string)
    }
  }

  private func file(_ node: ArchiveNode, _ value: [UInt8]) throws(Failure) {
    let path = "\(root.string)/\(node.path)"
    do {
      let file = try path.withCString {
        try FileDescriptor.open(
          $0, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
          permissions: .ownerReadWrite)
      }
      try file.closeAfter { _ = try file.writeAll(value) }
    } catch {
      throw .refused(path: path, Errno(caught: error))
    }
    try check(node.path) { chmod($0, mode_t(node.mode)) }
  }

  private func check(
    _ path: String, _ call: (UnsafePointer<CInterop.PlatformChar>) -> Int32
  ) throws(Failure) {
    // The root is there already.
    guard !path.isEmpty else { return }
    let full = "\(root.string)/\(path)"
    if full.withCString(call) != 0 { throw .refused(path: full, Errno(rawValue: errno)) }
  }
}

extension ArchiveUnpacker.Failure: CustomStringConvertible {
  /// The fact in one line.
  public var description: String {
    switch self {
    case .exists(let path): "\(path): not empty; unpack into a new directory"
    case .refused(let path, let errno): "\(path): \(errno)"
    }
  }
}
