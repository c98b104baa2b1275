/// What a reading child is asked about a path.
struct FileQuestion {
  /// The operations of a tree that change nothing, a letter each.
  enum Kind: UInt8 {
    case read = 0x72
    case list = 0x6c
    case link = 0x6b
    case mode = 0x6d
    case status = 0x73
  }

  /// Ends a question; no path has it.
  static let end: UInt8 = 0

  let kind: Kind
  let path: String

  init(_ kind: Kind, _ path: String) {
    self.kind = kind
    self.path = path
  }

  /// Reads what `bytes` has, without its end.
  init?(_ bytes: some Collection<UInt8>) {
    guard let kind = bytes.first.flatMap(Kind.init) else { return nil }
    self.init(kind, String(decoding: bytes.dropFirst(), as: UTF8.self))
  }

  /// The question as it is sent.
  var bytes: [UInt8] { [kind.rawValue] + Array(path.utf8) + [Self.end] }

  /// What a tree answers; what is not there to be told is empty.
  func answer(of tree: any SysfsTree) throws(SysfsError) -> [UInt8] {
    switch kind {
    case .read: return try tree.read(path)
    case .list: return try tree.list(path).flatMap(\.bytes)
    case .link: return Array(try tree.link(path).utf8)
    case .mode: return try tree.mode(path).map { Array(String($0).utf8) } ?? []
    case .status: return try tree.status(path).map { Array($0.text.utf8) } ?? []
    }
  }
}

extension SysfsEntry {
  private static let kinds: [(kind: Kind, letter: UInt8)] = [
    (.directory, 0x64), (.file, 0x66), (.link, 0x6c), (.other, 0x6f),
  ]

  /// The kind's letter, the name, and what no name has.
  fileprivate var bytes: [UInt8] {
    let letter = Self.kinds.first { $0.kind == kind }?.letter ?? 0x6f
    return [letter] + Array(name.utf8) + [FileQuestion.end]
  }

  /// The entries in an answer, in order.
  static func entries(in answer: [UInt8]) -> [SysfsEntry] {
    answer.split(separator: FileQuestion.end).map { bytes in
      let kind = kinds.first { $0.letter == bytes.first }?.kind ?? .other
      return SysfsEntry(name: String(decoding: bytes.dropFirst(), as: UTF8.self), kind: kind)
    }
  }
}
