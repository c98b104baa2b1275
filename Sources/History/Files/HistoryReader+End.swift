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
    guard let known = KnownFile(in: path).content else { return last }
    // An agent that ended left when it looked last. What a killed one noted behind that it had seen, too.
    guard try lastNumber() > known.number else { return known.moment }
    return [last, known.moment].compactMap(\.self).max()
  }

  /// The number of the last entry; 0 if there is none.
  private func lastNumber() throws(Errno) -> Int {
    for name in try files().reversed() {
      let file = try directory.read("\(name)")
      defer { try? file.close() }
      if let line = try FileEnd(file).line { return line.number }
    }
    return 0
  }
}
