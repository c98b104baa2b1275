internal import CLinux
internal import Glibc
public import History
internal import Report
internal import Sysfs

/// Sends the history to the systemd journal, from a thread of its own: a journald that stands still stops
/// nobody else.
///
/// While there is no journal, entries wait within a bound; what does not fit is counted, and said when it
/// comes back.
public final class JournalSender: @unchecked Sendable {
  /// Takes a message; where it waits, only the sender's thread does.
  public typealias Send = @Sendable (JournalMessage) -> JournalPort.Outcome

  /// The bytes that wait in memory at most.
  static let bound = 2 << 20
  /// After so long all owners are told anew, for readers of a journal that has forgotten its beginning.
  private static let day: Int64 = 86_400_000
  /// After so long an absent journal is tried again, in milliseconds.
  private static let pause: CInt = 1_000
  /// A write and the agent's end wait so long for what is not sent yet, unless that was in vain before.
  private static let patience: Milliseconds = 500

  private struct Post {
    var waiting = WaitingEntries()
    var isAbsent = false
    /// Whether it was waited for in vain, and has taken nothing since.
    var isSlow = false
    var known: HostSight?
    /// When all owners were told last.
    var toldAt: Moment?
  }

  private let post = Locked(Post())
  private let request = clinux_eventfd()
  private let rested = clinux_eventfd()
  private let send: Send

  /// Starts the thread; it ends with the process.
  ///
  /// - Returns: nil if the system has no descriptor or thread left.
  public init?(_ send: @escaping Send = { JournalPort.send($0) }) {
    self.send = send
    guard request >= 0, rested >= 0 else { return nil }
    // Signals are the agent's loop's.
    let shield = SignalShield()
    defer { shield.lower() }
    guard let thread = WorkThread.start({ [self] in run() }) else { return nil }
    pthread_detach(thread)
  }

  /// Sends entries.
  ///
  /// - Parameter known: what the last look showed.
  func keep(_ entries: [HistoryEntry], knowing known: HostSight?, at now: Moment) {
    let wakes = post.with { post in
      if let known { post.known = known }
      post.waiting.add(entries, Self.bound)
      if entries.contains(where: { $0.kind == .state }) { post.toldAt = now }
      let isOld = post.toldAt.map { now.uptime - $0.uptime >= Self.day } ?? true
      guard isOld, let known = post.known else { return !entries.isEmpty }
      post.toldAt = now
      post.waiting.add([Chronicle.state(known, at: now)], Self.bound)
      return true
    }
    if wakes { clinux_eventfd_signal(request) }
  }

  /// Waits for a moment until all is sent, so that a kill loses no line of it.
  func finish() {
    let end = Instant.now + Self.patience
    while post.with({ !$0.waiting.isEmpty && !$0.isAbsent && !$0.isSlow }) {
      let rest = end - .now
      guard rest > 0 else { return post.with { $0.isSlow = true } }
      Self.wait(for: rested, CInt(rest))
    }
  }

  private func run() {
    while true {
      let isAbsent = post.with { $0.isAbsent }
      Self.wait(for: request, isAbsent ? Self.pause : -1)
      let outcome = sendAll()
      post.with { $0.isAbsent = outcome == .absent }
      clinux_eventfd_signal(rested)
    }
  }

  private func sendAll() -> JournalPort.Outcome {
    let now = WallClock().moment(.now)
    var sent = 0
    // Many entries come of a storm, and the next one may be years away.
    defer { if sent > 1 { clinux_trim_memory() } }
    while let entry = post.with({ $0.waiting.next(at: now, knowing: $0.known) }) {
      switch send(all: entry) {
      case .sent:
        sent += 1
        post.with {
          $0.waiting.removeFirst()
          $0.isSlow = false
        }
      case .refused:
        post.with { $0.waiting.loseFirst() }
        // In no hurry, as the next may be refused as well.
        return .absent
      case .absent: return .absent
      }
    }
    return .sent
  }

  private func send(all entry: HistoryEntry) -> JournalPort.Outcome {
    for message in JournalMessage.messages(entry, HistoryWords(entry.names).line(entry)) {
      let outcome = send(message)
      guard outcome == .sent else { return outcome }
    }
    return .sent
  }

  private static func wait(for descriptor: CInt, _ timeout: CInt) {
    var waits = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    _ = poll(&waits, 1, timeout)
    clinux_counter_clear(descriptor)
  }
}
