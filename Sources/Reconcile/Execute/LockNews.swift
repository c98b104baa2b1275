public import SystemPackage

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

/// Why the lock could not be had.
public enum LockError: Error, Hashable, Sendable {
  /// Another process held it all the time.
  case held(by: LockHolder)
  /// Whoever waited for it was told to stop.
  case stopped
  /// The lock's file can't be made.
  case refused(path: String, Errno)
}

extension LockError: CustomStringConvertible {
  /// Who is in the way, in words that stay the same while the lock is held; nil if nobody is.
  public var owner: String? {
    guard case .held(let holder) = self else { return nil }
    return [holder.name, holder.pid.map(String.init), holder.content].compactMap(\.self)
      .joined(separator: " ")
  }

  /// One line: the fact and what to do.
  public var description: String {
    switch self {
    case .held(let holder):
      "the AP configuration is locked by \(holder); try again once it is done"
    case .stopped: "the AP configuration is locked, and is not waited for any longer"
    case .refused(let path, let errno):
      "\(path): can't be locked: \(errno)\(WriteAdvice.ending(errno))"
    }
  }
}
