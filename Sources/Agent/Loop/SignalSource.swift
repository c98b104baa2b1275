internal import CLinux
internal import Glibc

/// Signals as something to poll, signalfd(2).
public final class SignalSource {
  /// Readable when a signal has arrived.
  public let descriptor: CInt

  /// Blocks the signals and receives them here; nil if the kernel refuses.
  public init?(_ signals: [CInt]) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    guard pthread_sigmask(SIG_BLOCK, &set, nil) == 0 else { return nil }
    descriptor = clinux_signalfd(&set)
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// The next signal that has arrived; nil if none has.
  public func next() -> CInt? {
    let signal = clinux_signalfd_read(descriptor)
    return signal > 0 ? signal : nil
  }
}
