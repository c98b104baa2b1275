internal import CLinux
internal import Glibc
public import Sysfs
public import SystemPackage

/// Writes a history into its files: one line after the other, each chained to the one before.
///
/// What can't be written waits, as much as its bound lets; what does not fit is counted and said.
public final class HistoryWriter {
  /// Why no history can be kept.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The directory can't be used.
    case directory(PrivateDirectory.Failure)
    /// Another agent keeps its history there.
    case taken(FilePath)
    /// The library that chains the lines is not there.
    case noLibrary

    /// One line.
    public var description: String {
      switch self {
      case .directory(let failure): failure.description
      case .taken(let path):
        "\(path): another agent keeps its history there; name another directory"
      case .noLibrary: Chain.missing
      }
    }
  }

  let directory: PrivateDirectory
  let limits: HistoryLimits
  private let claim: FileDescriptor
  private let knownFile: KnownFile
  var file: HistoryFile?
  var descriptor: FileDescriptor?
  var size: Int64 = 0
  var chain = Chain()
  var number = 0
  /// The time of the last entry that is written, by an earlier agent at first.
  var lastAt: Moment?
  /// The bytes of what was never finished, at the end of the file.
  var torn = 0
  /// Whether another file has taken the name of the one that was written.
  var isReplaced = false
  /// Whether the file lacks the line that it begins with.
  var owesHeader = false
  private var queue = WaitingEntries()
  var known: HostSight?
  /// What the next agent is to know and is not in its file yet, and when it was so.
  private var owed: (sight: HostSight, since: Moment)?
  private var trouble = WriteTrouble()
  private var writtenAt: Moment?

  /// How far it has come.
  public var standing: HistoryStanding {
    var standing = HistoryStanding()
    (standing.writtenAt, standing.waiting) = (writtenAt, queue.count)
    return standing
  }

  /// Opens a history's directory, and makes it if it is not there.
  public init(_ path: FilePath, limits: HistoryLimits = HistoryLimits()) throws(Failure) {
    guard Chain.isPossible else { throw .noLibrary }
    do throws(PrivateDirectory.Failure) {
      directory = try PrivateDirectory(path, makes: true)
    } catch {
      throw .directory(error)
    }
    do throws(Errno) {
      guard let claim = try directory.claim("lock") else { throw Errno.wouldBlock }
      self.claim = claim
    } catch {
      guard error == .wouldBlock else { throw .directory(.refused(path, error)) }
      throw .taken(path)
    }
    self.limits = limits
    knownFile = KnownFile(in: path)
  }

  deinit {
    try? descriptor?.close()
    _ = clinux_unclaim(claim.rawValue)
    try? claim.close()
  }

  /// Looks where an earlier agent ended; the next line follows its last.
  public func begin(at now: Moment) -> Beginning {
    var beginning = Beginning()
    do throws(Errno) {
      try goOn(&beginning)
    } catch {
      beginning.remarks.append("\(directory.path): can't be read: \(error); a new chain begins")
    }
    guard let content = knownFile.content else { return beginning }
    beginning.known = content.sight
    beginning.lookedAt = content.moment
    if number > content.number { goOn(content, &beginning) }
    known = beginning.known
    guard number < content.number else { return beginning }
    let (remark, entries) = miss(content, at: now)
    beginning.remarks.append(remark)
    queue.add(entries, limits.waiting)
    return beginning
  }

  /// Keeps entries.
  ///
  /// - Parameters:
  ///   - entries: in their order.
  ///   - sight: what is known of the host now; nil where that is as it was.
  ///   - since: when the look began that showed it; nil for now.
  ///   - now: the moment.
  ///   - syncs: whether they must outlive a crash of the machine at once.
  /// - Returns: what is to be said, a line each.
  public func keep(
    _ entries: [HistoryEntry], knowing sight: HostSight?, since: Moment? = nil, at now: Moment,
    syncs: Bool
  ) -> [String] {
    if let sight { (known, owed) = (sight, (sight, since ?? now)) }
    queue.add(entries, limits.waiting)
    guard !queue.isEmpty || owed != nil else { return [] }
    let remarks = dropLost()
    do throws(Errno) {
      try writeAll(now)
      // What known.json counts is on the disk before it: a count beyond the files comes of no crash.
      if syncs || owed != nil, let descriptor, fsync(descriptor.rawValue) != 0 {
        throw Errno(rawValue: errno)
      }
      leaveKnown()
      return remarks + trouble.ended(nil, directory.path)
    } catch {
      return remarks + trouble.ended(error, directory.path)
    }
  }

  /// Leaves what is known for the next agent; where that can't be, it finds what was known before.
  private func leaveKnown() {
    guard let owed else { return }
    let content = KnownHost(owed.sight, at: owed.since, number: number)
    if (try? knownFile.write(content)) != nil { self.owed = nil }
  }

  private func writeAll(_ now: Moment) throws(Errno) {
    while let entry = queue.first {
      try turn(for: entry)
      try write(entry)
      queue.removeFirst()
      writtenAt = now
    }
    guard let lost = queue.takeLost(at: now) else { return }
    do throws(Errno) {
      try write(lost)
      if let known { try write(Chronicle.state(known, at: now)) }
    } catch {
      queue.giveBack(lost)
      throw error
    }
  }
}
