internal import Synchronization
internal import SystemPackage

/// Keeps exposures in their files, from a thread of its own: a disk that stands still stops nobody else.
final class ExposureKeeper: SideThread, @unchecked Sendable {
  private struct Post {
    /// What is to be kept; a newer one takes the place of one that waits.
    var ledger: ExposureLedger?
    var error: Errno?
    var mark: Acknowledgement?
  }

  /// The files.
  let store: ExposureStore
  private let post = Mutex(Post())

  /// Starts the thread; nil if the system has no descriptor or thread left.
  init?(_ store: ExposureStore) {
    self.store = store
    super.init()
  }

  /// Keeps the ledger.
  ///
  /// - Throws: the kernel's errno; `timedOut` where the disk does not answer: the ledger waits for it.
  func keep(_ ledger: ExposureLedger) throws(Errno) {
    post.withLock { $0.ledger = ledger }
    ask()
    guard finish() else { throw .timedOut }
    if let error = post.withLock({ $0.error }) { throw error }
  }

  /// What was acknowledged last; nil if nothing was, or if the disk has not answered yet.
  var acknowledgement: Acknowledgement? {
    ask()
    finish()
    return post.withLock { $0.mark }
  }

  override func work() -> Bool {
    let ledger = post.withLock { post in
      defer { post.ledger = nil }
      return post.ledger
    }
    if let ledger {
      var failure: Errno?
      do throws(Errno) { try store.keep(ledger, WallClock()) } catch { failure = error }
      post.withLock { [failure] in $0.error = failure }
    }
    let mark = store.acknowledgement
    post.withLock { $0.mark = mark }
    return true
  }
}
