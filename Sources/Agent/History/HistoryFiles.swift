public import History
internal import Synchronization

/// Writes the history into its files, from a thread of its own: a disk that stands still stops nobody else.
///
/// Meanwhile entries wait within a bound; what does not fit is counted, and said in the history.
public final class HistoryFiles: SideThread, @unchecked Sendable {
  /// A disk that does not answer for so long is told of.
  private static let longest: Milliseconds = 10_000

  private struct Post {
    var waiting = WaitingEntries()
    var known: HostSight?
    /// What the next agent is to know, and since when it is so.
    var left: (sight: HostSight, since: Moment)?
    var syncs = false
    /// What the thread has taken and not come back from, and since when.
    var inHand = 0
    var began: Instant?
    var isTold = false
    /// How far the files had come before that.
    var standing: HistoryStanding?
  }

  private let post = Mutex(Post())
  private let writer: HistoryWriter?
  private var lines: EntryFile?
  private let log: JournalLog

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - writer: the chained files; nil for none.
  ///   - lines: the file that takes the journal's place; nil for none.
  ///   - log: where it is said what can't be written.
  /// - Returns: nil if the system has no descriptor or thread left.
  public init?(_ writer: HistoryWriter?, _ lines: EntryFile?, _ log: JournalLog) {
    self.writer = writer
    self.lines = lines
    self.log = log
    super.init()
  }

  /// Looks where an earlier agent ended, before anything is kept.
  func begin(at now: Moment) -> HistoryWriter.Beginning {
    let beginning = writer?.begin(at: now)
    post.withLock { $0.standing = writer?.standing }
    return beginning ?? HistoryWriter.Beginning()
  }

  /// How far the chained files have come; nil where there are none.
  var standing: HistoryStanding? {
    post.withLock { post in
      var standing = post.standing
      standing?.waiting += post.inHand + post.waiting.count
      return standing
    }
  }

  /// Keeps entries, and tries again to write what could not be written.
  ///
  /// - Parameters:
  ///   - known: what the last look showed.
  ///   - left: that, where the next agent is to know it, and since when it is so.
  ///   - syncs: whether the entries must outlive a crash of the machine at once.
  func keep(
    _ entries: [HistoryEntry], knowing known: HostSight?,
    leaving left: (sight: HostSight, since: Moment)?, syncs: Bool
  ) {
    let isNews = post.withLock { post in
      post.waiting.add(entries, JournalSender.bound)
      post.known = known
      post.left = left ?? post.left
      post.syncs = post.syncs || syncs
      guard !post.isTold, let began = post.began, .now - began >= Self.longest else { return false }
      post.isTold = true
      return true
    }
    if isNews {
      log.write(
        LogLine(
          .error,
          "history: its disk does not answer; entries wait in memory, and what does not fit there is counted"
        ))
    }
    ask()
  }

  /// Waits for the disk before the agent ends, but not for ever.
  func end() {
    guard !finish(within: 2_000) else { return }
    let count = post.withLock { $0.inHand + $0.waiting.count }
    log.write(
      LogLine(
        .error, "history: its disk does not answer; the last \(count) entries may be missing"))
  }

  override func work() -> Bool {
    let now = WallClock().moment(.now)
    var entries: [HistoryEntry] = []
    let (known, left, syncs) = post.withLock { post in
      while let entry = post.waiting.next(at: now, knowing: post.known) {
        entries.append(entry)
        post.waiting.removeFirst()
      }
      defer { (post.left, post.syncs) = (nil, false) }
      (post.inHand, post.began) = (entries.count, .now)
      return (post.known, post.left, post.syncs)
    }
    var said = lines?.keep(entries, knowing: known, at: now) ?? []
    said +=
      writer?.keep(entries, knowing: left?.sight, since: left?.since, at: now, syncs: syncs) ?? []
    let wasTold = post.withLock { post in
      defer { post.isTold = false }
      (post.inHand, post.began, post.standing) = (0, nil, writer?.standing)
      return post.isTold
    }
    if wasTold { log.write(LogLine(.notice, "history: its disk answers again")) }
    for line in said { log.write(LogLine(.error, line)) }
    if entries.count > 1 { Memory.giveBack() }
    return true
  }
}
