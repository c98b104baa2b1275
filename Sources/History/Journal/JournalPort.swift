internal import CLinux
internal import Glibc

/// Where entries of the systemd journal go.
public struct JournalPort: Sendable {
  /// How sending a message ended.
  public enum Outcome: Hashable, Sendable {
    /// journald has it, or will have it when it runs again.
    case sent
    /// There is no journal at present.
    case absent
    /// It is never taken.
    case refused
  }

  /// What to say where the library is not there.
  public static let missing =
    "libsystemd.so.0 is not there, which systemd and its journal are talked to with; install libsystemd0 (Debian,"
    + " Ubuntu, SUSE) or systemd-libs (Fedora, RHEL)"

  private static let socket = "/run/systemd/journal/socket"

  /// Whether the library is there.
  public static var isPossible: Bool { clinux_has_journal() == 1 }

  /// Whether a journald, or systemd in its place, has the socket that messages go to.
  public static var isThere: Bool { clinux_ask_socket(socket) == 0 }

  /// Sends a message; waits while journald takes nothing.
  public static func send(_ message: JournalMessage) -> Outcome {
    guard isThere else { return .absent }
    let result = clinux_journal_send(message.bytes, message.ends, message.ends.count)
    switch -result {
    // Without a socket, libsystemd says that all went well.
    case 0: return access(socket, F_OK) == 0 ? .sent : .absent
    case EINVAL, E2BIG, EMSGSIZE: return .refused
    default: return .absent
    }
  }
}
