internal import CLinux
internal import Glibc
internal import History

/// Tells systemd how the agent is, by sd_notify(3) of libsystemd.
public struct Notifier: Sendable {
  /// Takes `KEY=VALUE` lines to systemd; says whether they were sent.
  public typealias Transport = @Sendable (String) -> Bool

  private let transport: Transport?
  /// The time within which systemd wants a sign of life; nil if it wants none.
  public let watchdog: Milliseconds?

  /// Names what takes messages.
  ///
  /// - Parameters:
  ///   - transport: what takes them; nil where nobody listens.
  ///   - watchdog: the time within which a sign of life is wanted; nil if none is.
  public init(_ transport: Transport?, watchdog: Milliseconds? = nil) {
    self.transport = transport
    self.watchdog = watchdog
  }

  /// The systemd that this process is a service of, by `$NOTIFY_SOCKET`, `$WATCHDOG_USEC` and `$WATCHDOG_PID`.
  ///
  /// Where it is no service of one that listens, nothing is told.
  public static func ofSystemd() -> Notifier {
    guard isWanted, clinux_has_journal() == 1 else { return Notifier(nil) }
    let interval = Milliseconds(clinux_watchdog() / 1000)
    return Notifier({ clinux_notify($0) > 0 }, watchdog: interval > 0 ? interval : nil)
  }

  /// Why systemd, which waits to be told, will not hear of the agent; nil where it will, or does not wait.
  public static var trouble: String? {
    guard isWanted, clinux_has_journal() != 1 else { return nil }
    return JournalPort.missing + "; systemd waits in vain to hear that the agent is ready"
  }

  private static var isWanted: Bool { getenv("NOTIFY_SOCKET") != nil }

  /// Tells systemd; where nobody listens, nothing happens.
  ///
  /// - Returns: whether the message was sent, or nobody listens.
  @discardableResult
  public func send(_ notification: Notification) -> Bool {
    guard let transport else { return true }
    return transport(Self.text(notification))
  }

  /// The lines of a message.
  static func text(_ notification: Notification) -> String {
    switch notification {
    case .ready(let status): "READY=1\nSTATUS=\(line(status))"
    // Without this time systemd could take an earlier READY for the end of this reload; rounded down it
    // could lie before the signal, and systemd would wait for another message until the reload fails.
    case .reloading(let since):
      "RELOADING=1\nMONOTONIC_USEC=\((since.milliseconds + 1) * 1000)\n"
        + "STATUS=reading the configuration"
    case .starting(let time): "EXTEND_TIMEOUT_USEC=\(time * 1000)"
    case .status(let status): "STATUS=\(line(status))"
    case .watchdog: "WATCHDOG=1"
    case .stopping: "STOPPING=1\nSTATUS=stopping"
    }
  }

  /// A newline would begin another assignment.
  private static func line(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
