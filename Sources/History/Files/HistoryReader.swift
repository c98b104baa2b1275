public import Sysfs
public import SystemPackage

/// Reads the files of a history.
public struct HistoryReader {
  /// One line of a file.
  public struct Line {
    /// Its bytes without the newline.
    public let bytes: ArraySlice<UInt8>
    /// The file.
    public let file: HistoryFile
    /// Its number in the file, from 1.
    public let number: Int
    /// Whether it ended with a newline; one without was never finished.
    public let isWhole: Bool
  }

  /// Where they are.
  public let path: FilePath
  let directory: PrivateDirectory

  /// Opens the directory.
  public init(_ path: FilePath) throws(PrivateDirectory.Failure) {
    self.path = path
    directory = try PrivateDirectory(path, makes: false)
  }

  /// The files, oldest first.
  public func files() throws(Errno) -> [HistoryFile] {
    try directory.names().compactMap { HistoryFile(name: $0) }.sorted()
  }

  /// Gives each line of some files, in their order.
  ///
  /// - Parameter body: says whether it wants more.
  public func lines(of files: [HistoryFile], _ body: (Line) -> Bool) throws(Errno) {
    for name in files {
      let file = try directory.read("\(name)")
      defer { try? file.close() }
      var reader = LineReader(file)
      var number = 0
      while let (bytes, isWhole) = try reader.next() {
        number += 1
        guard body(Line(bytes: bytes, file: name, number: number, isWhole: isWhole)) else { return }
      }
    }
  }

  /// Gives each entry that is wanted, in order; a line that is none is left out, `HistoryCheck` tells of it.
  ///
  /// - Returns: how many entries are missing, as far as that can be told.
  @discardableResult
  public func entries(
    of files: [HistoryFile], where isWanted: (ArraySlice<UInt8>) -> Bool = { _ in true },
    _ body: (HistoryEntry, Line) -> Void
  ) throws(Errno) -> Int {
    try counted(files, KnownFile(in: path).content, where: isWanted) { entry, line, _ in
      body(entry, line)
    }.total
  }

  /// Gives each entry that is wanted, with the number of those that are missing before it.
  ///
  /// - Parameter known: what `known.json` counts, read before the files: an agent that goes on adds to these first.
  func counted(
    _ files: [HistoryFile], _ known: KnownHost?, where isWanted: (ArraySlice<UInt8>) -> Bool,
    _ body: (HistoryEntry, Line, _ gap: Int) -> Void
  ) throws(Errno) -> MissingEntries {
    var missing = MissingEntries(known?.number)
    try lines(of: files) { line in
      guard line.isWhole else { return true }
      var entry: HistoryEntry?
      if isWanted(line.bytes) {
        entry = HistoryEntry(line: line.bytes)
        guard entry != nil else { return true }
      }
      let gap = missing.pass(line, entry)
      if let entry { body(entry, line, gap) }
      return true
    }
    return missing
  }
}

extension HistoryReader {
  /// When the history ends.
  ///
  /// - Parameter last: the time of its last entry.
  /// - Returns: nil while an agent goes on with it; else the last moment at which one is known to have
  ///   looked.
  public func end(after last: Moment?) throws(Errno) -> Moment? {
    guard try !directory.isClaimed("lock") else { return nil }
    guard let known = KnownFile(in: path).content else { return last }
    // An agent that ended left when it looked last. What a killed one noted behind that it had seen, too.
    guard try lastNumber() > known.number else { return known.moment }
    return [last, known.moment].compactMap(\.self).max()
  }

  /// The number of the last entry; 0 if there is none.
  private func lastNumber() throws(Errno) -> Int {
    for name in try files().reversed() {
      let file = try directory.read("\(name)")
      defer { try? file.close() }
      if let line = try FileEnd(file).line { return line.number }
    }
    return 0
  }
}
