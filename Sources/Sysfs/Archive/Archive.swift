public import SystemPackage

/// A recorded sysfs tree: one text file that keeps everything a reader can meet.
///
/// The text says of every object what `SysfsTree` answers about it: permission bits, symbolic
/// links, empty directories, values to the byte, attributes that nobody may read, and errnos.
/// Every tree has exactly one text, so two recordings can be compared with `diff`. The grammar is
/// in `Testdata/archive-format.md`.
public struct Archive: Hashable, Sendable {
  /// The longest text that is parsed, in bytes: 65,536 queues need some 40,000,000.
  public static let limit = 1 << 27

  /// The kernel release that the tree was recorded from, where the recorder knew it.
  public let kernel: String?
  /// The names of attributes that the recorder met and left out, ordered.
  public let withheld: [String]
  /// The file's bytes.
  public let text: [UInt8]

  let index: ArchiveIndex

  /// Parses an archive.
  ///
  /// - Parameter text: the whole file.
  /// - Throws: `ArchiveError.malformed` with the first line that breaks the grammar, or
  ///   `.tooLarge`.
  public init(parsing text: [UInt8]) throws(ArchiveError) {
    guard text.count <= Self.limit else { throw .tooLarge(limit: Self.limit) }
    var parser = ArchiveParser(text)
    try parser.parse()
    self.text = text
    kernel = parser.kernel
    withheld = parser.withheld
    index = parser.index
  }

  /// Makes an archive of objects.
  ///
  /// - Parameters:
  ///   - nodes: the objects in any order; directories that only occur in paths get mode 0755.
  ///   - kernel: the kernel release, if it is known.
  ///   - withheld: the names of attributes that were left out.
  /// - Throws: `ArchiveError` where the objects are no tree: two of one path, a file with
  ///   something below it.
  public init(
    nodes: [ArchiveNode], kernel: String? = nil, withheld: Set<String> = []
  ) throws(ArchiveError) {
    let writer = ArchiveWriter(kernel: kernel, withheld: withheld.sorted())
    try self.init(parsing: writer.text(of: nodes))
  }
}

/// One object of a recorded tree.
public struct ArchiveNode: Hashable, Sendable {
  /// What the object is, and what was found in it.
  public enum Content: Hashable, Sendable {
    /// A directory.
    case directory
    /// An attribute and its bytes, the trailing newline included if there was one.
    case value([UInt8])
    /// An attribute that nobody may read.
    case writeOnly
    /// An attribute whose reading failed.
    case unreadable(Errno)
    /// A symbolic link and its text.
    case link(String)
  }

  /// The path below the tree's root, without a leading slash; empty for the root.
  public let path: String
  /// The permission bits; of a link always 0o777.
  public let mode: UInt16
  /// What it is.
  public let content: Content

  /// Makes a node.
  public init(path: String, mode: UInt16, content: Content) {
    self.path = path
    self.mode = mode
    self.content = content
  }
}

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
