public import SystemPackage

/// Whether a history is as it was written.
public struct HistoryCheck: Sendable {
  /// Where it is not: the file, the line, and the plain fact; nil if it is whole.
  public private(set) var fault: String?
  /// What is no fault and is said: a line that was never finished, older files that are removed.
  public private(set) var remarks: [String] = []
  /// How many lines were followed.
  public private(set) var lines = 0
  /// The digest of the last one: whoever notes it elsewhere can tell later that nothing was cut off.
  public private(set) var digest = Chain.beginning
  private var chain = Chain()
  private var file: HistoryFile?
  /// The number of the last entry.
  private var number = 0
  /// Whether the first line was found: that of a file that says what it follows.
  private var isBegun = false
  private var broken: (line: String, bytes: Int)?

  /// Checks all files of a history, to the first line that is not as it was written.
  public init(_ reader: HistoryReader) throws(Errno) {
    // Before the lines, as a running agent writes it behind them.
    let counted = KnownFile(in: reader.path).content?.number ?? 0
    try reader.lines(of: try reader.files()) { line in
      take(line)
      return fault == nil
    }
    if let broken, fault == nil {
      fault = Self.fault(broken.line)
    }
    if !isBegun, let file { fault = "\(file): the line that a file begins with is missing" }
    if number < counted, fault == nil {
      fault =
        "\(KnownFile.name): counts \(counted) entries, and the files end with \(number): those behind it"
        + " are missing"
    }
    digest = chain.last
  }

  private static func fault(_ line: String) -> String {
    "\(line): not as it was written, or the line before it is missing"
  }

  private mutating func take(_ line: HistoryReader.Line) {
    let place = "\(line.file) line \(line.number)"
    file = file ?? line.file
    if !isBegun { enter(line) }
    guard isBegun else { return }
    if let broken {
      guard follows(line) else {
        self.broken?.bytes += 1 + line.bytes.count
        return
      }
      guard isNote(line, of: broken.bytes) else {
        fault = Self.fault(broken.line)
        return
      }
      remarks.append("\(broken.line): never finished, as the line behind it says")
      self.broken = nil
      return
    }
    guard line.isWhole else {
      remarks.append("\(place): the last line was never finished (\(line.bytes.count) bytes)")
      return
    }
    if !follows(line) { broken = (place, line.bytes.count) }
  }

  /// A history whose older files are removed begins where its first file says.
  private mutating func enter(_ line: HistoryReader.Line) {
    file = line.file
    guard let header = HistoryEntry(line: line.bytes), header.kind == .file,
      let digest = header.part
    else { return }
    isBegun = true
    chain = Chain(after: digest)
    guard digest != Chain.beginning else { return }
    number = (line.entryNumber ?? 1) - 1
    remarks.append(
      "\(line.file): begins behind \(header.before ?? "a file") that is not there any more")
  }

  private mutating func follows(_ line: HistoryReader.Line) -> Bool {
    guard line.isWhole, chain.follow(line.bytes) else { return false }
    lines += 1
    if let next = line.entryNumber {
      // An agent that finds its last entries missing leaves their numbers out.
      if next != number + 1 {
        fault =
          "\(line.file) line \(line.number): the entries \(number + 1) to \(next - 1) are missing"
          + " before it"
      }
      number = next
    }
    return true
  }

  private func isNote(_ line: HistoryReader.Line, of bytes: Int) -> Bool {
    guard let entry = HistoryEntry(line: line.bytes) else { return false }
    return entry.kind == .lost && entry.object == "line" && entry.count == bytes
  }
}
