import Agent

extension WallClock {
  /// When a host was seen as it is shown, in words: `file of 2030-01-31T17:00:00Z`, `read ...` for now.
  ///
  /// - Parameter written: when its file was written, in seconds since 1970; nil if it was read just now.
  func seen(fileOf written: Int?) -> String {
    written.map { "file of \(utc(instant($0)))" } ?? "read \(utc(.now))"
  }
}
