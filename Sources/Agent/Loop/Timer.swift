internal import CLinux
internal import Glibc

/// A moment as something to poll, timerfd_create(2).
final class Timer {
  /// Readable when the moment has come.
  let descriptor: CInt
  private var armed: Instant?

  /// Makes a timer that is not armed; nil if the kernel refuses.
  init?() {
    descriptor = clinux_timerfd()
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Fires at a moment, at once if it is over; replaces what was armed before.
  func arm(_ moment: Instant) {
    guard armed != moment else { return }
    armed = moment
    // 0 would disarm, and the clock starts at 0.
    clinux_timerfd_arm(descriptor, max(moment.milliseconds, 1))
  }

  /// Notes that the moment was seen.
  func clear() {
    armed = nil
    clinux_counter_clear(descriptor)
  }
}
