internal import APModel
internal import PlainJSON
internal import Reconcile
internal import Sysfs
internal import SystemPackage

extension HistoryWriter {
  /// What an earlier agent left.
  public struct Beginning: Sendable {
    /// What it knew of the host; nil where there was none.
    public internal(set) var known: HostSight?
    /// When it last looked.
    public internal(set) var lookedAt: Moment?
    /// What is to be said, a line each.
    public internal(set) var remarks: [String] = []

    /// None left anything.
    public init() {}
  }

  func goOn(_ beginning: inout Beginning) throws(Errno) {
    let names = try directory.names()
    // What a killed agent left of a file that was to replace another; nobody else writes here.
    for name in names where AtomicFile.isTemporary(name) { try? directory.remove(name) }
    for last in names.compactMap({ HistoryFile(name: $0) }).sorted().reversed() {
      let file = try directory.read("\(last)")
      defer { try? file.close() }
      let end = try FileEnd(file)
      if self.file == nil {
        (self.file, size, torn) = (last, end.size, end.torn)
        owesHeader = end.line == nil
        if torn > 0 {
          beginning.remarks.append(
            "\(directory.path)/\(last): its last line was never finished (\(torn) bytes); that is noted,"
              + " and the history goes on behind it")
        }
      }
      guard let line = end.line else { continue }
      chain = Chain(after: line.digest)
      (number, lastAt) = (line.number, line.time)
      return
    }
  }

  /// Goes on behind entries that `known.json` counts and no file has: which they were is not known.
  ///
  /// The hole in the numbers stays, by which `HistoryCheck` finds it.
  func miss(_ content: KnownHost, at now: Moment) -> (remark: String, entries: [HistoryEntry]) {
    var entry = HistoryEntry(.lost, at: now)
    (entry.object, entry.count) = ("lines", content.number - number)
    (entry.since, entry.until) = (lastAt ?? content.moment, now)
    let remark =
      "\(directory.path)/\(KnownFile.name): the files end with entry \(number), and the"
      + " \(content.number - number) behind it are missing; that is noted, and the history goes on behind them"
    number = content.number
    return (remark, [entry, Chronicle.state(content.sight, at: now)])
  }

  /// Takes in what the entries behind `known.json` tell of queues, and by how much the wall clock was set.
  func goOn(_ content: KnownHost, _ beginning: inout Beginning) {
    guard let reader = try? HistoryReader(directory.path) else { return }
    var (sight, shift) = (content.sight, Int64(0))
    try? reader.lines(of: files(behind: content.number, reader)) { line in
      guard let value = try? JSONParser.parse(Array(line.bytes)),
        value["number"]?.integer ?? 0 > content.number, let entry = HistoryEntry(value)
      else { return true }
      sight.take(entry)
      if entry.kind == .clock { shift += Int64(entry.count ?? 0) }
      return true
    }
    beginning.known = sight
    beginning.lookedAt = Moment(wall: content.moment.wall + shift, uptime: content.moment.uptime)
  }

  /// The files that hold what was written behind an entry: more than one where a new one was begun since.
  private func files(behind number: Int, _ reader: HistoryReader) throws(Errno) -> [HistoryFile] {
    var files: [HistoryFile] = []
    for file in try reader.files().reversed() {
      files.insert(file, at: 0)
      var first: Int?
      try reader.lines(of: [file]) { line in
        first = line.entryNumber
        return first == nil
      }
      if let first, first <= number + 1 { break }
    }
    return files
  }
}

extension HostSight {
  /// Takes what an entry tells of queues in.
  mutating func take(_ entry: HistoryEntry) {
    guard entry.kind == .queues, let holder = entry.after.flatMap({ Holder(text: $0) }) else {
      return
    }
    for queue in entry.queues.queues {
      switch holder {
      case .absent: places[queue] = nil
      case .nobody: places[queue] = Place(driver: nil, claim: places[queue]?.claim ?? .none)
      case .host(let driver):
        places[queue] = Place(driver: driver, claim: places[queue]?.claim ?? .none)
      case .guest(let uuid): places[queue] = Place(driver: DriverName.vfioAP, claim: .guest(uuid))
      case .unassigned: places[queue] = Place(driver: DriverName.vfioAP, claim: .none)
      case .passthrough: places[queue] = Place(driver: DriverName.vfioAP, claim: .unknown)
      }
    }
  }
}
