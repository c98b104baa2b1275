extension ArchiveParser {
  private static let bar = UInt8(ascii: "|")

  /// Parses an entry, its further lines included, and goes to the line behind it.
  mutating func parseEntry(first: Int) throws(ArchiveError) {
    let (name, rest) = split(line)
    if text[name].first == Self.bar { throw failure("`|` continues no value") }
    guard let rest else { throw failure("`\(string(name))` needs a mode or `->`") }
    try check(name: name)
    if index.entries.count > first, let last = index.entries.last,
      !text[last.name].lexicographicallyPrecedes(text[name])
    {
      throw failure("`\(string(name))` is out of order")
    }
    let entry =
      switch split(rest) {
      case (let word, let target?) where string(word) == "->": try link(name, target)
      case (let word, let value): try attribute(name, mode: word, value)
      }
    index.entries.append(entry)
    try advance()
  }

  /// Parses four octal digits.
  func octal(_ word: Range<Int>) throws(ArchiveError) -> UInt16 {
    let digits = text[word]
    guard digits.count == 4, digits.allSatisfy({ (0x30...0x37).contains($0) }) else {
      throw failure("`\(string(word))` is no mode: expected r, rw, w or four octal digits")
    }
    return digits.reduce(0) { $0 << 3 | UInt16($1 - 0x30) }
  }

  private func link(
    _ name: Range<Int>, _ target: Range<Int>
  ) throws(ArchiveError) -> ArchiveIndex.Entry {
    if target.isEmpty { throw failure("a link points somewhere") }
    if let problem = ArchiveEscape.problem(text[target], as: .target) { throw failure(problem) }
    return .init(name: name, mode: 0o777, kind: .link, value: target)
  }

  private mutating func attribute(
    _ name: Range<Int>, mode word: Range<Int>, _ rest: Range<Int>?
  ) throws(ArchiveError) -> ArchiveIndex.Entry {
    let mode = try mode(word)
    let isReadable = mode & 0o444 != 0
    guard let rest else {
      if isReadable { throw failure("`\(string(name))` has a mode to read but no value") }
      let end = line.upperBound
      return .init(name: name, mode: mode, kind: .writeOnly, value: end..<end)
    }
    if !isReadable { throw failure("`\(string(name))` has a value but no mode to read") }
    switch text[rest].first {
    case UInt8(ascii: "="): return try value(name, mode, .terminated, rest.dropFirst())
    case UInt8(ascii: "~"): return try value(name, mode, .unterminated, rest.dropFirst())
    case UInt8(ascii: "!"):
      let word = rest.dropFirst(2)
      guard text[rest].dropFirst().first == UInt8(ascii: " "),
        ErrnoName.errno(string(word)) != nil
      else { throw failure("expected `! ` and the name of an errno") }
      return .init(name: name, mode: mode, kind: .unreadable, value: word)
    default: throw failure("expected `= value`, `~ value` or `! errno`")
    }
  }

  private func mode(_ word: Range<Int>) throws(ArchiveError) -> UInt16 {
    switch string(word) {
    case "r": return 0o444
    case "rw": return 0o644
    case "w": return 0o200
    default:
      let mode = try octal(word)
      let short = ArchiveWriter.modeText(mode)
      if short != string(word) { throw failure("mode \(string(word)) is written `\(short)`") }
      return mode
    }
  }

  /// Parses a value from behind its sign, and the lines that continue it.
  private mutating func value(
    _ name: Range<Int>, _ mode: UInt16, _ kind: ArchiveIndex.Entry.Kind, _ first: Range<Int>
  ) throws(ArchiveError) -> ArchiveIndex.Entry {
    try check(piece: first)
    var value = first
    var lastIsEmpty = first.isEmpty
    while line.upperBound + 1 < text.count, text[line.upperBound + 1] == Self.bar {
      try advance()
      let piece = line.dropFirst()
      try check(piece: piece)
      value = value.lowerBound..<piece.upperBound
      lastIsEmpty = piece.isEmpty
    }
    if kind == .unterminated, lastIsEmpty, value != first {
      throw failure("a value that ends in a newline is written with `=`")
    }
    return .init(name: name, mode: mode, kind: kind, value: value)
  }

  /// Checks one line of a value: nothing, or a blank and text.
  private func check(piece: Range<Int>) throws(ArchiveError) {
    guard !piece.isEmpty else { return }
    guard text[piece].first == UInt8(ascii: " ") else {
      throw failure("expected a blank before the value")
    }
    if piece.count == 1 { throw failure("blank at the end of the line") }
    if let problem = ArchiveEscape.problem(text[piece].dropFirst(), as: .line) {
      throw failure(problem)
    }
  }
}
