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

extension HistoryEntry {
  /// What an agent does whose last entry this is.
  public static let ending = "ends"

  /// The last moment of which it tells: an agent that ends has looked before, which is its `since`.
  public var lookedAt: Moment {
    kind == .agent && part == Self.ending ? since ?? time : time
  }

  /// Whether entries are missing here; behind it one of the kind `state` says who has each queue, if an agent
  /// noticed.
  var isOfEntries: Bool {
    kind == .lost && (object == "entries" || object == "lines")
  }
}
