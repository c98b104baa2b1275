/// How far a history that is being written has come.
public struct HistoryStanding: Hashable, Sendable {
  /// When entries were last written into a file; nil if none was.
  public var writtenAt: Moment?
  /// The entries that could not be written yet, and those that were lost and not noted yet.
  public var waiting = 0

  /// A history into which nothing was written.
  public init() {}
}
