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
