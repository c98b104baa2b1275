internal import Glibc
internal import Synchronization
internal import Sysfs

/// A thread that works when it is asked to: where it stands still with a disk or with a service, nobody waits
/// for it longer than for a moment.
public class SideThread: @unchecked Sendable {
  /// What is to be done before something else is waited for so long, unless that was in vain before.
  private static let patience: Milliseconds = 500
  /// After so long work that could not be done is tried again, in milliseconds.
  private static let pause: CInt = 1_000

  private struct Count {
    var asked = 0
    var done = 0
    /// Whether waiting is in vain: it was before, or the work has to be tried again.
    var isSlow = false
  }

  private let count = Mutex(Count())
  private let request: Wakeup
  private let rested: Wakeup

  /// Starts the thread; it ends with the process.
  ///
  /// - Returns: nil if the system has no descriptor or thread left.
  init?() {
    guard let request = Wakeup(), let rested = Wakeup() else { return nil }
    (self.request, self.rested) = (request, rested)
    // Signals are the agent's loop's.
    let shield = SignalShield()
    defer { shield.lower() }
    guard let thread = WorkThread.start({ [self] in run() }) else { return nil }
    pthread_detach(thread)
  }

  /// Does what there is to do, on the thread.
  ///
  /// - Returns: whether that was possible; else it is tried again after a pause.
  func work() -> Bool { true }

  /// Has it work, and waits for nothing.
  func ask() {
    count.withLock { $0.asked += 1 }
    request.send()
  }

  /// Waits until all that was asked for is done or was tried.
  ///
  /// - Parameter time: for how long, in any case; nil for a moment.
  /// - Returns: whether it is.
  @discardableResult
  func finish(within time: Milliseconds? = nil) -> Bool {
    let end = Instant.now + (time ?? Self.patience)
    while count.withLock({ $0.done < $0.asked && (time != nil || !$0.isSlow) }) {
      let rest = end - .now
      guard rest > 0 else {
        count.withLock { $0.isSlow = true }
        break
      }
      rested.wait(CInt(rest))
    }
    return count.withLock { $0.done == $0.asked }
  }

  private func run() {
    var isDone = true
    while true {
      request.wait(isDone ? -1 : Self.pause)
      let asked = count.withLock { $0.asked }
      let isAll = work()
      count.withLock { ($0.done, $0.isSlow) = (asked, !isAll) }
      isDone = isAll
      rested.send()
    }
  }
}
