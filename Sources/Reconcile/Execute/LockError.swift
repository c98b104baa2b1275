public import SystemPackage

/// Why the lock could not be had.
public enum LockError: Error, Hashable, Sendable {
  /// Another process held it all the time.
  case held(by: LockHolder)
  /// The lock's file can't be made.
  case refused(path: String, Errno)
}

extension LockError: CustomStringConvertible {
  /// One line: the fact and what to do.
  public var description: String {
    switch self {
    case .held(let holder):
      "the AP configuration is locked by \(holder); try again once it is done"
    case .refused(let path, let errno):
      "\(path): can't be locked: \(errno); "
        + (WriteAdvice.text(errno) ?? "look whether the directory is there")
    }
  }
}
