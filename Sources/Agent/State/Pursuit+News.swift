extension Pursuit {
  /// What becomes of a repair that could be made now.
  enum Decision: Hashable, Sendable {
    /// It is made.
    case repair
    /// It is not made for now.
    case wait
    /// Somebody keeps changing these objects back: they are left alone from now on.
    case contested([String])
  }

  /// What is news about a repair.
  enum News: Hashable, Sendable {
    /// It ended early, for this reason.
    case endedEarly(String)
    /// The repair of this object keeps failing; it is set aside.
    case setAside(String)
  }
}
