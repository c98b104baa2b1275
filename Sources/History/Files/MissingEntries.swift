public import SystemPackage

/// Counts the entries of a history that are missing: they are numbered, and `known.json` counts them.
///
/// A file that was cut or edited says less than was written.
struct MissingEntries {
  private let known: Int?
  private var last: Int?
  private var count = 0

  /// Begins.
  ///
  /// - Parameter known: the number of the last entry that was written; nil if it is not known.
  init(_ known: Int?) { self.known = known }

  /// How many are missing, once every line was passed.
  var total: Int { count + atEnd }

  /// How many are missing behind the last line.
  var atEnd: Int {
    guard let known, let last else { return 0 }
    return max(0, known - last)
  }

  /// Passes a line.
  ///
  /// - Parameter entry: what it says, where that was read.
  /// - Returns: how many are missing before it.
  mutating func pass(_ line: HistoryReader.Line, _ entry: HistoryEntry?) -> Int {
    guard let number = line.entryNumber else { return 0 }
    defer { last = number }
    guard let last, number > last + 1 else { return 0 }
    // An agent that found its last entries missing has told so, and left their numbers out.
    guard (entry ?? HistoryEntry(line: line.bytes))?.isOfEntries != true else { return 0 }
    count += number - last - 1
    return number - last - 1
  }
}

extension HistoryReader {
  /// Gives each entry, in order, and where some are missing one of the kind `lost` in their place.
  ///
  /// - Returns: how many are missing.
  public func whole(
    of files: [HistoryFile], _ body: (HistoryEntry) -> Void
  ) throws(Errno) -> Int {
    let known = KnownFile(in: path).content
    var last: Moment?
    let missing = try counted(files, known, where: { _ in true }) { entry, line, gap in
      if gap > 0, let last { body(Self.missing(gap, since: last, until: entry.time)) }
      if line.entryNumber != nil { last = entry.time }
      body(entry)
    }
    if let known, let last, missing.atEnd > 0 {
      body(Self.missing(missing.atEnd, since: last, until: max(last, known.moment)))
    }
    return missing.total
  }

  private static func missing(_ count: Int, since: Moment, until: Moment) -> HistoryEntry {
    var entry = HistoryEntry(.lost, at: until)
    (entry.object, entry.count, entry.since, entry.until) = ("lines", count, since, until)
    return entry
  }
}
