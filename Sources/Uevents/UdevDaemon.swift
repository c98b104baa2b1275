internal import CLinux
internal import Glibc

/// Whether udevd runs, asked at the socket on which it takes commands.
public enum UdevDaemon {
  /// The socket of the running system.
  public static let control = "/run/udev/control"

  /// Whether somebody listens on a socket.
  ///
  /// The file alone tells nothing: it stays when udevd ends, as it does on the way out of an initramfs.
  /// udevd is not connected to: systemd 257 takes a connection that is closed at once for a broken
  /// message and logs a warning.
  ///
  /// - Parameter path: the socket.
  /// - Returns: false if it is not there or nobody listens; true also where another kind of socket,
  ///   or missing rights, keep from connecting.
  public static func listens(on path: String = control) -> Bool {
    guard clinux_ask_socket(path) != 0 else { return true }
    return ![ECONNREFUSED, ENOENT, ENOTDIR].contains(errno)
  }
}
