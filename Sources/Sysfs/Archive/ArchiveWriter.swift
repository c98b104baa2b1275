/// Writes the text of an archive.
struct ArchiveWriter {
  /// The kernel release, if it is known.
  let kernel: String?
  /// The ordered names of what was left out.
  let withheld: [String]

  /// The text of a tree.
  ///
  /// What is no tree (two objects of one path) gives a text that the parser refuses.
  func text(of nodes: [ArchiveNode]) -> [UInt8] {
    var text = Array("\(ArchiveParser.firstLine)\n".utf8)
    if let kernel { line("kernel", [kernel], to: &text) }
    if !withheld.isEmpty { line("withheld", withheld, to: &text) }
    let tree = Self.directories(of: nodes)
    for path in tree.keys.sorted(by: Self.isBefore) {
      guard let directory = tree[path] else { continue }
      text += [10, UInt8(ascii: "/")] + path
      if directory.mode != 0o755 { text += " \(Self.octal(directory.mode))".utf8 }
      text.append(10)
      for entry in directory.entries.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
        Self.append(entry.name, entry.mode, entry.content, to: &text)
      }
    }
    text += "\n\(ArchiveParser.lastLine)\n".utf8
    return text
  }

  /// Whether one directory stands before another: parents first, subtrees together.
  static func isBefore(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>) -> Bool {
    var rest = other.makeIterator()
    for byte in one {
      guard let next = rest.next() else { return false }
      guard byte != next else { continue }
      // A slash ends a name, so it is less than every byte that a name may have.
      let slash = UInt8(ascii: "/")
      return byte == slash || next != slash && byte < next
    }
    return rest.next() != nil
  }

  private struct Directory {
    var mode: UInt16 = 0o755
    var entries: [(name: [UInt8], mode: UInt16, content: ArchiveNode.Content)] = []
  }

  private static func directories(of nodes: [ArchiveNode]) -> [[UInt8]: Directory] {
    var tree: [[UInt8]: Directory] = [[]: Directory()]
    for node in nodes {
      let path = ArchiveEscape.path(node.path)
      if node.content == .directory {
        addDirectory(path[...], to: &tree)
        tree[path]?.mode = node.mode
      } else {
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let parent = path[..<(slash ?? 0)]
        addDirectory(parent, to: &tree)
        let name = Array(path[(slash.map { $0 + 1 } ?? 0)...])
        tree[Array(parent)]?.entries.append((name, node.mode, node.content))
      }
    }
    return tree
  }

  /// Adds a directory and those above it.
  private static func addDirectory(
    _ path: ArraySlice<UInt8>, to tree: inout [[UInt8]: Directory]
  ) {
    var path = path
    while !path.isEmpty, tree[Array(path)] == nil {
      tree[Array(path)] = Directory()
      path = path[..<(path.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)]
    }
  }

  private static func append(
    _ name: [UInt8], _ mode: UInt16, _ content: ArchiveNode.Content, to text: inout [UInt8]
  ) {
    text += name
    if case .link(let target) = content {
      text += " -> ".utf8
      ArchiveEscape.append(target.utf8, as: .target, to: &text)
    } else {
      text += " \(modeText(mode))".utf8
    }
    switch content {
    case .directory, .link, .writeOnly: break
    case .unreadable(let errno): text += " ! \(ErrnoName.text(errno))".utf8
    case .value(let value): append(value, to: &text)
    }
    text.append(10)
  }

  private static func append(_ value: [UInt8], to text: inout [UInt8]) {
    let isTerminated = value.last == 10
    text += isTerminated ? " =".utf8 : " ~".utf8
    let content = isTerminated ? value.dropLast() : value[...]
    let lines = content.split(separator: 10, omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if number > 0 { text += [10, UInt8(ascii: "|")] }
      guard !line.isEmpty else { continue }
      text.append(UInt8(ascii: " "))
      ArchiveEscape.append(line, as: .line, to: &text)
    }
  }

  /// The short word of the modes that nearly all attributes have, else four octal digits.
  static func modeText(_ mode: UInt16) -> String {
    switch mode {
    case 0o444: "r"
    case 0o644: "rw"
    case 0o200: "w"
    default: octal(mode)
    }
  }

  static func octal(_ mode: UInt16) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private func line(_ word: String, _ names: [String], to text: inout [UInt8]) {
    text += word.utf8
    for name in names {
      text.append(UInt8(ascii: " "))
      ArchiveEscape.append(name.utf8, as: .name, to: &text)
    }
    text.append(10)
  }
}
