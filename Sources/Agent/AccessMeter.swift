/// Knows the access to sysfs that is under way, for the thread that watches.
public final class AccessMeter: Sendable {
  private let current = Locked<PendingAccess?>(nil)

  /// A meter without an access.
  public init() {}

  /// The access that is under way; nil if there is none.
  public var pending: PendingAccess? { current.with { $0 } }

  func begin(_ operation: String, _ path: String) {
    let access = PendingAccess(operation: operation, path: path, since: .now)
    current.with { $0 = access }
  }

  func end() { current.with { $0 = nil } }
}
