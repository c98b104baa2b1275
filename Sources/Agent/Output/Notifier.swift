internal import CLinux
internal import Glibc

/// Tells systemd how the agent is, by the protocol of sd_notify(3).
///
/// One datagram of `KEY=VALUE` lines goes to the socket that `$NOTIFY_SOCKET` names.
public struct Notifier: Sendable {
  private let address: String?
  /// The time within which systemd wants a sign of life; nil if it wants none.
  public let watchdog: Milliseconds?

  /// Takes the addresses from the environment of the process.
  ///
  /// - Parameters:
  ///   - environment: `NOTIFY_SOCKET` (a path, or an abstract name after `@`), `WATCHDOG_USEC`,
  ///     `WATCHDOG_PID`.
  ///   - process: this process; nil asks the kernel.
  public init(environment: [String: String], process: Int32? = nil) {
    address = environment["NOTIFY_SOCKET"].flatMap { address in
      address.hasPrefix("/") || address.hasPrefix("@") ? address : nil
    }
    let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == process ?? getpid() } ?? true
    let interval = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.map { $0 / 1000 }
    watchdog = isMeant ? interval.flatMap { $0 > 0 ? $0 : nil } : nil
  }

  /// Whether systemd listens.
  public var isListening: Bool { address != nil }

  /// Tells systemd; where nobody listens, nothing happens.
  ///
  /// - Returns: whether the message was sent, or nobody listens.
  @discardableResult
  public func send(_ notification: Notification) -> Bool {
    guard let address else { return true }
    let message = Array(Self.text(notification).utf8)
    return clinux_send_datagram(address, message, message.count) == 0
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
