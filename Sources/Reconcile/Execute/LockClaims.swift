import Synchronization

/// The locks that threads of this process take or hold.
///
/// In a lock file all threads have one pid. Whoever has the claim knows that no other thread stands
/// behind it.
enum LockClaims {
  private static let paths = Mutex<Set<String>>([])

  /// Claims a lock.
  ///
  /// - Returns: false if another thread has claimed it.
  static func claim(_ path: String) -> Bool { paths.withLock { $0.insert(path).inserted } }

  /// Gives a claim back.
  static func giveBack(_ path: String) { paths.withLock { _ = $0.remove(path) } }
}
