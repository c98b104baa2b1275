internal import Sysfs
public import SystemPackage

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
