internal import Synchronization

/// Knows the accesses to sysfs that are under way, for the thread that watches.
///
/// There can be more than one: a write that was given up after its deadline goes on in the kernel.
public final class AccessMeter: Sendable {
  private struct Accesses {
    var token = 0
    var pending: [Int: PendingAccess] = [:]
  }

  private let accesses = Mutex(Accesses())

  /// A meter without an access.
  public init() {}

  /// The access that has been under way for longest; nil if there is none.
  public var pending: PendingAccess? {
    accesses.withLock { $0.pending.min { $0.key < $1.key }?.value }
  }

  /// The writes that the kernel has not answered yet, in the order in which they began.
  var writes: [PendingAccess] {
    accesses.withLock { accesses in
      accesses.pending.sorted { $0.key < $1.key }.map(\.value).filter { $0.value != nil }
    }
  }

  /// Notes that an access begins.
  ///
  /// - Parameter value: what is written; nil for what is no write.
  /// - Returns: what `end` wants.
  func begin(_ operation: String, _ path: String, value: String? = nil) -> Int {
    let access = PendingAccess(operation: operation, path: path, value: value, since: .now)
    return accesses.withLock { accesses in
      accesses.token += 1
      accesses.pending[accesses.token] = access
      return accesses.token
    }
  }

  /// Notes that an access has ended.
  func end(_ token: Int) {
    accesses.withLock { $0.pending[token] = nil }
  }
}
