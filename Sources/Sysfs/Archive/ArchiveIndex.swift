/// Where the parts of a parsed archive stand in its text.
///
/// Names and values stay in the text, as they are spelled there; the index only points. A host
/// of 5,100 queues has some 90,000 entries, and each costs 24 bytes here instead of two strings.
struct ArchiveIndex: Hashable, Sendable {
  /// One directory.
  struct Directory: Hashable, Sendable {
    /// Its path in the text, without the leading slash.
    var path: Range<Int>
    /// Its permission bits.
    var mode: UInt16
    /// The directory that it stands in; the root stands in itself.
    var parent: Int
    /// Its attributes and links.
    var entries: Range<Int>
    /// The directory behind its whole subtree.
    var end: Int
  }

  /// One attribute or link.
  struct Entry: Hashable, Sendable {
    /// What stands behind the name.
    enum Kind: UInt8 {
      case terminated
      case unterminated
      case unreadable
      case writeOnly
      case link
    }

    private var nameStart: UInt32
    private var nameLength: UInt16
    /// The permission bits.
    var mode: UInt16
    private var valueStart: UInt32
    private var valueEnd: UInt32
    /// What stands behind the name.
    var kind: Kind

    init(name: Range<Int>, mode: UInt16, kind: Kind, value: Range<Int>) {
      nameStart = UInt32(name.lowerBound)
      nameLength = UInt16(name.count)
      self.mode = mode
      self.kind = kind
      valueStart = UInt32(value.lowerBound)
      valueEnd = UInt32(value.upperBound)
    }

    /// The name in the text.
    var name: Range<Int> { Int(nameStart)..<Int(nameStart) + Int(nameLength) }
    /// The value, the errno or the link in the text, as `ArchiveValue` reads it.
    var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
  }

  /// In depth-first order, the root first.
  var directories: [Directory] = []
  /// In the order of their directories, and by name in each.
  var entries: [Entry] = []
}
