internal import Glibc
internal import PlainJSON
internal import Sysfs
internal import SystemPackage

extension HistoryWriter {
  /// Opens the file that an entry belongs into.
  func turn(for entry: HistoryEntry) throws(Errno) {
    let month = HistoryFile(month: entry.time.month, part: 1)
    // A clock that was set back does not send the history back.
    var target = max(file ?? month, month)
    if target == file, isReplaced || size >= limits.fileSize { target = target.next }
    if isReplaced { target = unused(from: target) }
    let (last, before) = (file, lastAt)
    if target != file || descriptor == nil { try open(target) }
    guard owesHeader else { return }
    if torn > 0 { try endTorn(entry.time) }
    var header = HistoryEntry(.file, at: entry.time)
    (header.object, header.part, header.before) = ("\(target)", chain.last, last.map { "\($0)" })
    try write(header)
    owesHeader = false
    if let known, entry.kind != .state { try write(Chronicle.state(known, at: entry.time)) }
    for removed in prune(entry.time, after: before) { try write(removed) }
  }

  /// Leaves a file that has lost its name, since nobody reads what is written there.
  ///
  /// - Returns: that, to be said.
  func dropLost() -> [String] {
    guard let descriptor, let file else { return [] }
    let fact: String
    switch directory.standing(of: descriptor, as: "\(file)") {
    case .there: return []
    case .removed: fact = "somebody has removed it, and what it told is gone"
    case .moved: fact = "somebody has moved it away, and what it told is not read there"
    case .replaced:
      fact = "somebody has put another file in its place"
      isReplaced = true
    }
    try? descriptor.close()
    (self.descriptor, size, torn, owesHeader) = (nil, 0, 0, true)
    return ["\(directory.path)/\(file): \(fact); the history goes on in a new one"]
  }

  /// The first file from one on whose name nobody has taken.
  private func unused(from target: HistoryFile) -> HistoryFile {
    let names = Set((try? directory.names()) ?? [])
    var target = target
    while names.contains("\(target)") { target = target.next }
    return target
  }

  private func open(_ target: HistoryFile) throws(Errno) {
    try? descriptor?.close()
    descriptor = nil
    let opened = try directory.append("\(target)")
    if target != file { (size, torn, owesHeader) = (0, 0, true) }
    (descriptor, file, isReplaced) = (opened, target, false)
    directory.sync()
  }

  func write(_ entry: HistoryEntry) throws(Errno) {
    if torn > 0 { try endTorn(entry.time) }
    try send(entry, behind: [])
  }

  /// Ends what was never finished, and says so.
  private func endTorn(_ now: Moment) throws(Errno) {
    var note = HistoryEntry(.lost, at: now)
    (note.object, note.count) = ("line", torn)
    try send(note, behind: [UInt8(ascii: "\n")])
  }

  /// Writes a line in one call; where not all of it fits, what is there is no line.
  private func send(_ entry: HistoryEntry, behind start: [UInt8]) throws(Errno) {
    guard let descriptor else { throw .badFileDescriptor }
    var next = chain
    var object = entry.json
    object["number"] = .count(number + 1)
    guard let line = next.add(Array(JSONWriter.text(.object(object)).utf8)) else { throw .ioError }
    let bytes = start + line
    let written: Int
    do {
      written = try bytes.withUnsafeBytes { try descriptor.write($0) }
    } catch {
      throw Errno(caught: error)
    }
    size += Int64(written)
    guard written == bytes.count else {
      torn += written
      throw .noSpace
    }
    torn = 0
    chain = next
    number += 1
    lastAt = entry.time
  }
}

extension HistoryWriter {
  /// An agent notes every hour that it looks: a time so much later is a clock's that was set, rightly or not.
  private static let longestPause: Int64 = 40 * 86_400_000

  /// Removes files that are too old, and the oldest of too many; the one that is written stays.
  ///
  /// By the word of a clock that has just jumped none is too old.
  ///
  /// - Parameter last: the time of the entry before; nil where there is none.
  /// - Returns: an entry for each.
  func prune(_ now: Moment, after last: Moment?) -> [HistoryEntry] {
    guard let file, let names = try? directory.names() else { return [] }
    let wall = last.map { now.wall - $0.wall > Self.longestPause ? $0.wall : now.wall } ?? now.wall
    let oldest = Moment(wall: wall - Int64(limits.days) * 86_400_000).month
    let files = names.compactMap { HistoryFile(name: $0) }.filter { $0 < file }.sorted()
    var rest = limits.size - limits.fileSize
    var kept: Set<HistoryFile> = []
    for old in files.reversed() {
      rest -= bytes(of: old)
      guard rest >= 0, old.month >= oldest else { break }
      kept.insert(old)
    }
    return files.filter { !kept.contains($0) }.compactMap { old in
      guard (try? directory.remove("\(old)")) != nil else { return nil }
      var entry = HistoryEntry(.file, at: now)
      (entry.object, entry.after) = ("\(old)", "removed")
      return entry
    }
  }

  private func bytes(of file: HistoryFile) -> Int64 {
    guard let opened = try? directory.read("\(file)") else { return 0 }
    defer { try? opened.close() }
    return (try? opened.seek(offset: 0, from: .end)) ?? 0
  }
}
