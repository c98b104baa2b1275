public import APModel

/// One thing that happens to a fake host.
public enum HostOperation: Hashable, Sendable {
  /// One write(2) to an attribute; the path is relative to `/sys`.
  case write(path: String, data: [UInt8])
  /// The hardware changes.
  case hardware(HardwareChange)
  /// A guest opens or closes a mediated device through VFIO.
  case guest(uuid: String, open: Bool)
  /// Programs of the host send requests to a queue, after which some number waits for an answer.
  case requests(APQN, sent: Int, pending: Int)
  /// A scan of the bus, as its timer would start it.
  case scan
  /// A module is loaded.
  case load(BusDriver)
  /// A module is unloaded.
  case unload(BusDriver)
  /// The kernel dies, for the reason that is given.
  case crash(String)
}
