import SystemPackage

extension Archive {
  /// All objects: each directory, then its attributes and links by name, then its directories.
  public var nodes: [ArchiveNode] {
    var result: [ArchiveNode] = []
    result.reserveCapacity(index.directories.count + index.entries.count)
    visit { result.append($0) }
    return result
  }

  /// Calls a function with every object, in the order of `nodes`, and keeps none.
  ///
  /// - Parameter body: the function.
  /// - Throws: what `body` throws.
  public func visit<Failure: Error>(
    _ body: (ArchiveNode) throws(Failure) -> Void
  ) throws(Failure) {
    for directory in index.directories {
      let path = ArchiveEscape.string(ArchiveEscape.bytes(text[directory.path]))
      try body(ArchiveNode(path: path, mode: directory.mode, content: .directory))
      for entry in index.entries[directory.entries] {
        let name = ArchiveEscape.string(ArchiveEscape.bytes(text[entry.name]))
        let full = path.isEmpty ? name : "\(path)/\(name)"
        try body(ArchiveNode(path: full, mode: entry.mode, content: content(of: entry)))
      }
    }
  }

  /// What stands behind the name of an entry.
  func content(of entry: ArchiveIndex.Entry) -> ArchiveNode.Content {
    switch entry.kind {
    case .terminated: .value(lines(entry.value) + [UInt8(ascii: "\n")])
    case .unterminated: .value(lines(entry.value))
    case .writeOnly: .writeOnly
    case .link: .link(ArchiveEscape.string(ArchiveEscape.bytes(text[entry.value])))
    case .unreadable:
      .unreadable(ErrnoName.errno(ArchiveEscape.string(text[entry.value])) ?? .ioError)
    }
  }

  /// The bytes of a value, from behind its sign: ` first`, `| second`.
  private func lines(_ value: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(value.count)
    for (number, line) in text[value].split(separator: 10, omittingEmptySubsequences: false)
      .enumerated()
    {
      if number > 0 { result.append(UInt8(ascii: "\n")) }
      let spelled = line.dropFirst(number > 0 ? 2 : 1)
      if spelled.contains(UInt8(ascii: "\\")) {
        result += ArchiveEscape.bytes(spelled)
      } else {
        result += spelled
      }
    }
    return result
  }
}
