internal import CUdev
internal import Glibc

/// Events through libudev, from udevd or straight from the kernel.
public final class UdevMonitor: EventSource {
  /// Whose events are received.
  public enum Group: String, Sendable {
    /// udevd's, after its rules; there are none where udevd does not run.
    case udev
    /// The kernel's own.
    case kernel

    /// udevd's events where it runs, else the kernel's.
    public static var automatic: Group { UdevDaemon.listens() ? .udev : .kernel }
  }

  /// Why the events can't be received.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// libudev refused a call, with this errno.
    case refused(call: String, errno: CInt)

    /// The call and the errno in words.
    public var description: String {
      switch self {
      case .refused(let call, let errno): "\(call) failed: \(String(cString: strerror(errno)))"
      }
    }
  }

  /// The bytes of events that the kernel keeps for a reader that is late.
  ///
  /// A bound, not an allocation. 65,536 queues that come with two events each fit.
  public static let defaultReceiveBuffer = 128 << 20

  /// The subsystems that the kernel or udevd passes on; `misc` is where KVM reports its guests.
  private static let subsystems = ["ap", "mdev", "matrix", "drivers", "misc"]

  /// Whose events these are.
  public let group: Group
  private let followsUdevd: Bool
  private let context: OpaquePointer
  private let monitor: OpaquePointer

  /// `udev events` or `kernel events`.
  public var name: String { "\(group.rawValue) events" }
  /// Whether udevd has come or gone since, and whoever asked wanted its events where it runs.
  public var isSuperseded: Bool { followsUdevd && group != .automatic }
  /// `/sys/kernel/uevent_seqnum`: udevd passes an event on with the kernel's own number.
  public var emitted: UInt64? { EventCounter.value }
  /// The monitor's socket.
  public var descriptor: CInt { udev_monitor_get_fd(monitor) }

  /// Starts to receive.
  ///
  /// - Parameters:
  ///   - group: whose events.
  ///   - followsUdevd: whether these are to be udevd's events whenever it runs.
  ///   - receiveBuffer: the bytes that the kernel may keep; without the right to exceed the
  ///     system's limit (`net.core.rmem_max`), that limit holds.
  /// - Throws: `Failure`.
  public init(
    _ group: Group = .automatic, followsUdevd: Bool = false,
    receiveBuffer: Int = defaultReceiveBuffer
  ) throws(Failure) {
    guard let context = udev_new() else { throw .refused(call: "udev_new", errno: errno) }
    guard let monitor = udev_monitor_new_from_netlink(context, group.rawValue) else {
      let reason = errno
      udev_unref(context)
      throw .refused(call: "udev_monitor_new_from_netlink", errno: reason)
    }
    self.group = group
    self.followsUdevd = followsUdevd
    self.context = context
    self.monitor = monitor
    for subsystem in Self.subsystems {
      udev_monitor_filter_add_match_subsystem_devtype(monitor, subsystem, nil)
    }
    // Less room than asked for means overruns earlier, and those are answered by reading again.
    _ = udev_monitor_set_receive_buffer_size(monitor, CInt(clamping: receiveBuffer))
    let result = udev_monitor_enable_receiving(monitor)
    guard result >= 0 else {
      throw .refused(call: "udev_monitor_enable_receiving", errno: -result)
    }
  }

  deinit {
    udev_monitor_unref(monitor)
    udev_unref(context)
  }

  /// Takes the events that have arrived.
  public func drain(limit: Int) -> EventBatch {
    var batch = EventBatch()
    batch.isDrained = false
    for _ in 0..<limit {
      errno = 0
      if let device = udev_monitor_receive_device(monitor) {
        if let event = event(device) { batch.events.append(event) }
        udev_device_unref(device)
        continue
      }
      switch errno {
      case ENOBUFS: batch.overruns += 1
      // A message that is no event, or one from a sender that is not trusted.
      case EINVAL, EBADMSG, EINTR: continue
      case EAGAIN, 0:
        batch.isDrained = true
        return batch
      default:
        batch.isDrained = true
        batch.death = String(cString: strerror(errno))
        return batch
      }
    }
    return batch
  }

  private func event(_ device: OpaquePointer) -> Uevent? {
    var properties: [String: String] = [:]
    var entry = udev_device_get_properties_list_entry(device)
    while let current = entry {
      if let name = udev_list_entry_get_name(current) {
        let value = udev_list_entry_get_value(current).map { String(cString: $0) }
        properties[String(cString: name)] = value ?? ""
      }
      entry = udev_list_entry_get_next(current)
    }
    return Uevent(properties: properties, sender: group == .udev ? .udev : .kernel)
  }
}

/// The kernel's count of its events.
enum EventCounter {
  /// `/sys/kernel/uevent_seqnum`; nil if it can't be read.
  static var value: UInt64? {
    let file = open("/sys/kernel/uevent_seqnum", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var digits = [UInt8](repeating: 0, count: 32)
    let count = read(file, &digits, digits.count)
    guard count > 0 else { return nil }
    return UInt64(String(decoding: digits[..<count].prefix { $0 != 10 }, as: UTF8.self))
  }
}
