/// The process of a guest, as found under `/proc`.
public struct GuestProcess: Hashable, Sendable {
  /// The process id.
  public let pid: Int
  /// The guest's libvirt or QEMU name (`-name guest=...`); nil if the process has none.
  public let name: String?

  /// Makes a process.
  public init(pid: Int, name: String?) {
    self.pid = pid
    self.name = name
  }
}
