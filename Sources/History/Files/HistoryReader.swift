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

  /// Gives each entry, in order; a line that is none is left out, `HistoryCheck` tells of it.
  public func entries(
    of files: [HistoryFile], where isWanted: (ArraySlice<UInt8>) -> Bool = { _ in true },
    _ body: (HistoryEntry, Line) -> Void
  ) throws(Errno) {
    try lines(of: files) { line in
      guard line.isWhole, isWanted(line.bytes),
        let entry = HistoryEntry(line: line.bytes)
      else { return true }
      body(entry, line)
      return true
    }
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

extension HistoryReader {
  /// Gives each entry, in order, and where some are missing one of the kind `lost` in their place.
  ///
  /// Entries are numbered, and `known.json` counts them: a file that was cut or edited says less than was written.
  ///
  /// - Returns: how many are missing.
  public func whole(
    of files: [HistoryFile], _ body: (HistoryEntry) -> Void
  ) throws(Errno) -> Int {
    // First: an agent that goes on adds to the files before it counts.
    let known = KnownFile(in: path).content
    var count = 0
    var last: (number: Int, time: Moment)?
    try entries(of: files) { entry, line in
      guard let number = line.entryNumber else { return body(entry) }
      // An agent that found its last entries missing has told so, and left their numbers out.
      if let last, number > last.number + 1, !entry.isOfEntries {
        count += number - last.number - 1
        body(Self.missing(number - last.number - 1, since: last.time, until: entry.time))
      }
      last = (number, entry.time)
      body(entry)
    }
    guard let known, let last, known.number > last.number else { return count }
    body(
      Self.missing(
        known.number - last.number, since: last.time, until: max(last.time, known.moment)))
    return count + known.number - last.number
  }

  private static func missing(_ count: Int, since: Moment, until: Moment) -> HistoryEntry {
    var entry = HistoryEntry(.lost, at: until)
    (entry.object, entry.count, entry.since, entry.until) = ("lines", count, since, until)
    return entry
  }
}
