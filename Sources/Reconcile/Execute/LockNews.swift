/// What is worth telling while the lock is taken.
public enum LockNews: Hashable, Sendable {
  /// Somebody else has it, and is waited for.
  case waiting(LockHolder)
  /// It was nobody's any more, and was taken away.
  case stale(LockHolder)
  /// It belongs to a user who has no business with it, and was set aside.
  case foreign(LockHolder, aside: String)

  /// One line.
  public var text: String {
    switch self {
    case .waiting(let holder): "the AP configuration is locked by \(holder); waiting"
    case .stale(let holder):
      "the lock of the AP configuration was left behind by \(holder); taken away"
    case .foreign(let holder, let aside):
      "the lock of the AP configuration is \(holder), and only root may hold it; set aside as"
        + " \(aside)"
    }
  }

  /// Whether somebody should look into it.
  public var isWarning: Bool {
    if case .waiting = self { false } else { true }
  }
}
