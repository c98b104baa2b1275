internal import CLinux
internal import Glibc

/// What wakes a thread, or a loop that polls for it: a counter of the kernel's, eventfd(2).
final class Wakeup: Sendable {
  /// Where the kernel refuses to wait, one waits so long between two looks, in microseconds.
  private static let pause: UInt32 = 100_000

  /// Readable from `send` to `clear`.
  let descriptor: CInt

  /// Makes one that nobody has sent yet; nil if the process has no descriptor left.
  init?() {
    descriptor = clinux_eventfd()
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Wakes whoever waits, or the next to wait.
  func send() { clinux_eventfd_signal(descriptor) }

  /// Notes that it was seen.
  func clear() { clinux_counter_clear(descriptor) }

  /// Waits until it is sent, and notes that.
  ///
  /// It may come back earlier: whoever waits looks what there is to do.
  ///
  /// - Parameter timeout: for how long at most, in milliseconds; -1 for ever.
  func wait(_ timeout: CInt = -1) {
    var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    if poll(&event, 1, timeout) < 0, errno != EINTR { usleep(Self.pause) }
    clear()
  }
}
