import CLinux
import Glibc
public import SystemPackage

/// Multicasts events as the kernel and as udev send them.
///
/// The kernel's form is `action@devpath` and the keys, each ended by a NUL. udev's form has a binary
/// head in front of the keys; its layout is that of libudev's monitor, version 0xfeedcafe.
public final class UeventSender {
  private static let kernelGroup: UInt32 = 1
  private static let udevGroup: UInt32 = 2

  private let socket: FileDescriptor

  /// Opens the netlink socket of this network namespace.
  ///
  /// - Throws: `Errno` of the socket.
  public init() throws(Errno) {
    let descriptor = clinux_uevent_socket()
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    socket = FileDescriptor(rawValue: descriptor)
  }

  deinit { try? socket.close() }

  /// Sends one event to both groups.
  ///
  /// - Throws: `Errno`; EPERM without the right to multicast.
  public func send(_ record: EventRecord) throws(Errno) {
    let keys = Self.keys(of: record)
    let head = Array("\(record.event.action)@\(record.event.devpath)".utf8) + [0]
    try send(head, keys, to: Self.kernelGroup)
    let udevKeys = keys + Self.udevKeys(of: record)
    try send(UdevHead(record.event, length: udevKeys.count).bytes, udevKeys, to: Self.udevGroup)
  }

  /// The keys of the event, each ended by a NUL.
  static func keys(of record: EventRecord) -> [UInt8] {
    let event = record.event
    var pairs = [
      ("ACTION", event.action), ("DEVPATH", event.devpath), ("SUBSYSTEM", event.subsystem),
    ]
    pairs += event.properties.map { ($0.key, $0.value) }
    pairs.append(("SEQNUM", "\(record.number)"))
    return pairs.flatMap { Array("\($0)=\($1)".utf8) + [0] }
  }

  /// What udev adds: without the time of initialisation a client takes the device for unfinished.
  private static func udevKeys(of record: EventRecord) -> [UInt8] {
    Array("USEC_INITIALIZED=\(record.number)".utf8) + [0]
  }

  private func send(_ head: [UInt8], _ body: [UInt8], to group: UInt32) throws(Errno) {
    let sent = head.withUnsafeBytes { head in
      body.withUnsafeBytes { body in
        Self.send(socket, group, head, body)
      }
    }
    if sent < 0 { throw Errno(rawValue: errno) }
  }

  private static func send(
    _ socket: FileDescriptor, _ group: UInt32, _ head: UnsafeRawBufferPointer,
    _ body: UnsafeRawBufferPointer
  ) -> Int {
    guard let first = head.baseAddress, let second = body.baseAddress else { return 0 }
    return clinux_uevent_send(socket.rawValue, group, first, head.count, second, body.count)
  }
}
