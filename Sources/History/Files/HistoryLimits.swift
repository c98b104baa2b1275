/// How large and how old a history may become, and how much of it waits while a disk is full.
public struct HistoryLimits: Hashable, Sendable {
  /// The bytes that all files together may have.
  public var size: Int64
  /// After so many days a file is removed.
  public var days: Int
  /// The bytes that wait in memory while nothing can be written.
  public var waiting = 4 << 20

  /// Sets limits.
  public init(size: Int64 = 256 << 20, days: Int = 800) {
    self.size = size
    self.days = days
  }

  /// A file of this size is followed by another one in the same month.
  var fileSize: Int64 { max(size / 4, 1) }
}
