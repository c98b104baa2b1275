internal import SystemPackage

/// Says once that something can't be written, and once that it can be again.
struct WriteTrouble {
  private var last: Errno?

  /// Takes note of how an attempt ended.
  ///
  /// - Returns: what is to be said, a line or none.
  mutating func ended(_ error: Errno?, _ path: FilePath) -> [String] {
    defer { last = error }
    guard error != last else { return [] }
    guard let error else { return ["\(path): the history is written again"] }
    return [
      "\(path): not written: \(error); entries wait in memory, and what does not fit there is counted"
    ]
  }
}
