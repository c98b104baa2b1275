public import History
internal import Report
internal import Synchronization

/// Sends the history to the systemd journal, from a thread of its own: a journald that stands still stops
/// nobody else.
///
/// While there is no journal, entries wait within a bound; what does not fit is counted, and said when it
/// comes back.
public final class JournalSender: SideThread, @unchecked Sendable {
  /// Takes a message; where it waits, only the sender's thread does.
  public typealias Send = @Sendable (JournalMessage) -> JournalPort.Outcome

  /// The bytes that wait in memory at most.
  static let bound = 2 << 20
  /// After so long all owners are told anew, for readers of a journal that has forgotten its beginning.
  private static let day: Int64 = 86_400_000

  private struct Post {
    var waiting = WaitingEntries()
    var known: HostSight?
    /// When all owners were told last.
    var toldAt: Moment?
  }

  private let post = Mutex(Post())
  private let send: Send

  /// Starts the thread.
  ///
  /// - Returns: nil if the system has no descriptor or thread left.
  public init?(_ send: @escaping Send = { JournalPort.send($0) }) {
    self.send = send
    super.init()
  }

  /// Sends entries.
  ///
  /// - Parameter known: what the last look showed.
  func keep(_ entries: [HistoryEntry], knowing known: HostSight?, at now: Moment) {
    let wakes = post.withLock { post in
      if let known { post.known = known }
      post.waiting.add(entries, Self.bound)
      if entries.contains(where: { $0.kind == .state }) { post.toldAt = now }
      let isOld = post.toldAt.map { now.uptime - $0.uptime >= Self.day } ?? true
      guard isOld, let known = post.known else { return !entries.isEmpty }
      post.toldAt = now
      post.waiting.add([Chronicle.state(known, at: now)], Self.bound)
      return true
    }
    if wakes { ask() }
  }

  /// Sends all that waits; where there is no journal, that is tried again.
  override func work() -> Bool {
    let now = WallClock().moment(.now)
    var sent = 0
    defer { if sent > 1 { Memory.giveBack() } }
    while let entry = post.withLock({ $0.waiting.next(at: now, knowing: $0.known) }) {
      switch send(all: entry) {
      case .sent:
        sent += 1
        post.withLock { $0.waiting.removeFirst() }
      case .refused:
        post.withLock { $0.waiting.loseFirst() }
        // In no hurry, as the next may be refused as well.
        return false
      case .absent: return false
      }
    }
    return true
  }

  private func send(all entry: HistoryEntry) -> JournalPort.Outcome {
    for message in JournalMessage.messages(entry, HistoryWords(entry.names).line(entry)) {
      let outcome = send(message)
      guard outcome == .sent else { return outcome }
    }
    return .sent
  }
}
