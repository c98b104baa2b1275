/// Parses the text of an archive; refuses whatever the writer would not have written.
struct ArchiveParser {
  static let firstLine = "apmatrix-sysfs 1"
  static let lastLine = "end"
  private static let newline = UInt8(ascii: "\n")
  private static let slash = UInt8(ascii: "/")

  /// The kernel release, if the file names one.
  private(set) var kernel: String?
  /// The ordered names of what the recorder left out.
  private(set) var withheld: [String] = []
  /// Where everything stands.
  var index = ArchiveIndex()

  let text: [UInt8]
  /// The current line without its newline.
  private(set) var line = 0..<0
  /// The current line's number, from 1.
  private(set) var number = 0
  /// The directories above the current one, and itself.
  private var open: [Int] = []

  init(_ text: [UInt8]) { self.text = text }

  /// Parses the whole file.
  mutating func parse() throws(ArchiveError) {
    try advance()
    guard text[line].elementsEqual(Self.firstLine.utf8) else { throw foreign }
    try advance()
    try parseHeader()
    guard line.isEmpty else { throw failure("expected a blank line before the first directory") }
    try advance()
    repeat {
      try parseDirectory()
      try advance()
    } while !text[line].elementsEqual(Self.lastLine.utf8)
    guard line.upperBound + 1 == text.count else {
      number += 1
      throw failure("text after `\(Self.lastLine)`")
    }
    close(downTo: 0)
  }

  /// Goes to the next line.
  mutating func advance() throws(ArchiveError) {
    let start = number == 0 ? 0 : line.upperBound + 1
    number += 1
    guard let end = text[start...].firstIndex(of: Self.newline) else {
      let first = Self.firstLine.utf8
      guard first.starts(with: text) || text.starts(with: first) else { throw foreign }
      let isBetween = start == text.count
      throw failure(
        (isBetween ? "the file ends without `\(Self.lastLine)`" : "the line has no end")
          + ": it was cut")
    }
    line = start..<end
  }

  private var foreign: ArchiveError {
    failure("expected `\(Self.firstLine)`: this is no sysfs archive")
  }

  /// An error about the current line.
  func failure(_ reason: String) -> ArchiveError { .malformed(line: number, reason: reason) }

  /// Splits at the first blank; the second part is nil without one.
  func split(_ range: Range<Int>) -> (head: Range<Int>, tail: Range<Int>?) {
    guard let blank = text[range].firstIndex(of: UInt8(ascii: " ")) else { return (range, nil) }
    return (range.lowerBound..<blank, blank + 1..<range.upperBound)
  }

  /// A part of the text, for messages.
  func string(_ range: Range<Int>) -> String { ArchiveEscape.string(text[range]) }

  /// Checks a name: one that the writer spells so, and that a directory may have.
  func check(name: Range<Int>) throws(ArchiveError) {
    let bytes = text[name]
    if bytes.isEmpty { throw failure("a name is missing") }
    if bytes.count > 255, bytes.count > 1024 || ArchiveEscape.bytes(bytes).count > 255 {
      throw failure("a name is longer than 255 bytes")
    }
    if bytes.contains(Self.slash) { throw failure("`\(string(name))`: a name has no slash") }
    if bytes.elementsEqual(".".utf8) || bytes.elementsEqual("..".utf8) {
      throw failure("`\(string(name))` is not a name")
    }
    if let problem = ArchiveEscape.problem(bytes, as: .name) { throw failure(problem) }
  }

  private mutating func parseHeader() throws(ArchiveError) {
    if case (let word, let value?) = split(line), string(word) == "kernel" {
      try check(name: value)
      kernel = ArchiveEscape.string(ArchiveEscape.bytes(text[value]))
      try advance()
    }
    guard case (let word, var rest) = split(line), string(word) == "withheld" else { return }
    while let names = rest {
      let (name, tail) = split(names)
      try check(name: name)
      let added = ArchiveEscape.string(ArchiveEscape.bytes(text[name]))
      if let last = withheld.last, last >= added { throw failure("names are out of order") }
      withheld.append(added)
      rest = tail
    }
    if withheld.isEmpty { throw failure("a name is missing") }
    try advance()
  }

  /// Parses a directory's line and its entries, up to the blank line behind them.
  private mutating func parseDirectory() throws(ArchiveError) {
    guard text[line].first == Self.slash else {
      throw failure("expected a directory, `/...`, or `\(Self.lastLine)`")
    }
    let (word, modeWord) = split(line.dropFirst())
    var mode: UInt16 = 0o755
    if let modeWord {
      mode = try octal(modeWord)
      if mode == 0o755 { throw failure("mode 0755 is not written") }
    }
    try append(directory: word, mode: mode)
    let first = index.entries.count
    try advance()
    while !line.isEmpty {
      try parseEntry(first: first)
    }
    index.directories[index.directories.count - 1].entries = first..<index.entries.count
  }

  /// Adds a directory behind those before it, in its parent.
  private mutating func append(directory path: Range<Int>, mode: UInt16) throws(ArchiveError) {
    let number = index.directories.count
    guard let last = index.directories.last else {
      guard path.isEmpty else { throw failure("the first directory is `/`") }
      index.directories.append(
        .init(path: path, mode: mode, parent: 0, entries: 0..<0, end: 0))
      open = [0]
      return
    }
    guard ArchiveWriter.isBefore(text[last.path], text[path]) else {
      throw failure("`/\(string(path))` is out of order")
    }
    let slash = text[path].lastIndex(of: Self.slash)
    let name = (slash.map { $0 + 1 } ?? path.lowerBound)..<path.upperBound
    try check(name: name)
    let parentPath = path.lowerBound..<(slash ?? path.lowerBound)
    while let top = open.last, !text[index.directories[top].path].elementsEqual(text[parentPath]) {
      close(downTo: open.count - 1)
    }
    guard let parent = open.last else {
      throw failure("`/\(string(parentPath))` must stand before what is in it")
    }
    guard index.entry(text[name], in: parent, of: text) == nil else {
      throw failure("`/\(string(path))` is a directory and an entry")
    }
    index.directories.append(
      .init(path: path, mode: mode, parent: parent, entries: 0..<0, end: 0))
    open.append(number)
  }

  /// Notes where the subtrees end of all open directories but the first few.
  private mutating func close(downTo count: Int) {
    while open.count > count {
      index.directories[open.removeLast()].end = index.directories.count
    }
  }
}
