internal import CLinux
internal import Glibc

/// Signals as something to poll, signalfd(2).
public final class SignalSource {
  /// Readable when a signal has arrived.
  public let descriptor: CInt

  /// Blocks the signals and receives them here; nil if the kernel refuses.
  public init?(_ signals: [CInt]) {
    guard var set = Self.blocked(signals) else { return nil }
    descriptor = clinux_signalfd(&set)
    guard descriptor >= 0 else { return nil }
  }

  /// Blocks signals, which wait until somebody receives them.
  public static func block(_ signals: [CInt]) { _ = blocked(signals) }

  /// Lets signals in again; one that waits comes at once.
  public static func release(_ signals: [CInt]) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Blocks the signals; nil if the kernel refuses.
  private static func blocked(_ signals: [CInt]) -> sigset_t? {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return pthread_sigmask(SIG_BLOCK, &set, nil) == 0 ? set : nil
  }

  deinit { close(descriptor) }

  /// The next signal that has arrived; nil if none has.
  public func next() -> CInt? {
    let signal = clinux_signalfd_read(descriptor)
    return signal > 0 ? signal : nil
  }
}
