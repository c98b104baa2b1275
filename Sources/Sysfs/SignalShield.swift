import Glibc

/// Keeps the signals that end a program from the own thread for as long as a short work takes.
public struct SignalShield {
  private var before = sigset_t()

  /// Holds them back.
  public init() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGHUP, SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, &before)
  }

  /// Lets them act again, those that came meanwhile at once.
  public func lower() {
    var before = before
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}
