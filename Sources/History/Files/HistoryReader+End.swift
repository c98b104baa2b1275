internal import Sysfs
public import SystemPackage

extension HistoryReader {
  /// When the history ends.
  ///
  /// - Parameter last: the time of its last entry.
  /// - Returns: nil while an agent goes on with it; else the last moment at which one is known to have
  ///   looked.
  public func end(after last: Moment?) throws(Errno) -> Moment? {
    guard try !directory.isClaimed("lock") else { return nil }
    let known = KnownFile(in: path).content?.moment
    return [last, known].compactMap(\.self).max()
  }
}
