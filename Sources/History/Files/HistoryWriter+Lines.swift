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
    if target == file, size >= limits.fileSize { target = target.next }
    let (last, before) = (file, endedAt)
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

  /// Leaves a file that somebody removed: what is written there is gone with the agent.
  ///
  /// - Returns: that, to be said.
  func dropRemoved() -> [String] {
    var status = stat()
    guard let descriptor, let file, fstat(descriptor.rawValue, &status) == 0, status.st_nlink == 0
    else { return [] }
    try? descriptor.close()
    (self.descriptor, size, torn, owesHeader) = (nil, 0, 0, true)
    return [
      "\(directory.path)/\(file): somebody has removed it, and what it told is gone; the history goes on in a new one"
    ]
  }

  private func open(_ target: HistoryFile) throws(Errno) {
    try? descriptor?.close()
    descriptor = nil
    let opened = try directory.append("\(target)")
    if target != file { (size, torn, owesHeader) = (0, 0, true) }
    (descriptor, file) = (opened, target)
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
    object["number"] = .number(String(number + 1))
    guard let line = next.add(Array(JSONWriter.text(.object(object)).utf8)) else { throw .ioError }
    let bytes = start + line
    let written: Int
    do {
      written = try bytes.withUnsafeBytes { try descriptor.write($0) }
    } catch {
      throw error as? Errno ?? .ioError
    }
    size += Int64(written)
    guard written == bytes.count else {
      torn += written
      throw .noSpace
    }
    torn = 0
    chain = next
    number += 1
    endedAt = entry.time
  }
}
