/// Knows the access to sysfs that is under way, for the thread that watches.
public final class AccessMeter: Sendable {
  private struct Slot {
    var token = 0
    var access: PendingAccess?
  }

  private let slot = Locked(Slot())

  /// A meter without an access.
  public init() {}

  /// The access that is under way; nil if there is none.
  public var pending: PendingAccess? { slot.with { $0.access } }

  /// Notes that an access begins.
  ///
  /// - Returns: what `end` wants, so that an access that was given up can't end a later one.
  func begin(_ operation: String, _ path: String) -> Int {
    let access = PendingAccess(operation: operation, path: path, since: .now)
    return slot.with { slot in
      slot.token &+= 1
      slot.access = access
      return slot.token
    }
  }

  /// Notes that an access has ended.
  func end(_ token: Int) {
    slot.with { slot in
      if slot.token == token { slot.access = nil }
    }
  }
}
