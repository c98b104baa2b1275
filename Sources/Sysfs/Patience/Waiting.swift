import Glibc

/// Waits for a descriptor until a moment.
enum Waiting {
  /// Waits until something has arrived.
  ///
  /// - Returns: whether something has; false at the time, in seconds, or a little earlier.
  static func wait(_ descriptor: CInt, until time: Double) -> Bool {
    var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let left = max(0, time - now)
    return poll(&event, 1, left < 1_000_000 ? CInt((left * 1000).rounded(.up)) : -1) > 0
  }

  /// The monotonic clock, in seconds.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
