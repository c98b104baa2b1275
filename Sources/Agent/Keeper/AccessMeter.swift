/// Knows the accesses to sysfs that are under way, for the thread that watches.
///
/// There can be more than one: a write that was given up after its deadline goes on in the kernel.
public final class AccessMeter: Sendable {
  private struct Accesses {
    var token = 0
    var pending: [Int: PendingAccess] = [:]
  }

  private let accesses = Locked(Accesses())

  /// A meter without an access.
  public init() {}

  /// The access that has been under way for longest; nil if there is none.
  public var pending: PendingAccess? {
    accesses.with { $0.pending.min { $0.key < $1.key }?.value }
  }

  /// Notes that an access begins.
  ///
  /// - Returns: what `end` wants.
  func begin(_ operation: String, _ path: String) -> Int {
    let access = PendingAccess(operation: operation, path: path, since: .now)
    return accesses.with { accesses in
      accesses.token += 1
      accesses.pending[accesses.token] = access
      return accesses.token
    }
  }

  /// Notes that an access has ended.
  func end(_ token: Int) {
    accesses.with { $0.pending[token] = nil }
  }
}
