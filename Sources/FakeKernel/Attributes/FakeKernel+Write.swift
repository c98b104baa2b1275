import APModel
import SystemPackage

/// One write(2) to an attribute.
extension FakeKernel {
  /// The bytes of a write that reach the kernel; the rest is not taken.
  private static let page = 4096

  mutating func write(_ path: String, _ data: [UInt8]) throws(Errno) -> KernelAnswer.Outcome {
    let (node, attribute) = try resolve(path)
    guard attribute.isWritable else { throw .permissionDenied }
    // A write of nothing never reaches the attribute.
    guard !data.isEmpty else { return .success(written: 0) }
    let taken = data.prefix(Self.page)
    let text = Array(taken.prefix { $0 != 0 })
    let request = WriteRequest(name: attribute.name, text: text, length: taken.count)
    if let uuid = try storeBlocking(request, node) {
      return .blocked(uuid: uuid, written: taken.count)
    }
    return .success(written: taken.count)
  }

  /// Stores the value.
  ///
  /// - Returns: the mediated device whose guest the write waits for.
  private mutating func storeBlocking(
    _ request: WriteRequest, _ node: Node
  ) throws(Errno) -> String? {
    switch node {
    case .mdev(let index) where request.name == "remove":
      let uuid = mdevs[index].uuid
      return try removeMdev(index, request.text) ? uuid : nil
    case .mdevDriver where request.name != "uevent": return try storeMdevDriver(request)
    case .mdevBus where request.name != "uevent", .matrixBus where request.name != "uevent":
      try storeOtherBus(request, isMdev: node == .mdevBus)
      return nil
    default:
      try store(request, node)
      return nil
    }
  }

  /// What an attribute's store function gets.
  struct WriteRequest {
    /// The attribute.
    let name: String
    /// The bytes up to the first NUL.
    let text: [UInt8]
    /// All bytes, those behind a NUL too.
    let length: Int

    /// The text without the newline at its end: the name of a device.
    var line: String {
      String(decoding: text.last == UInt8(ascii: "\n") ? text.dropLast() : text[...], as: UTF8.self)
    }
  }

  private mutating func store(_ request: WriteRequest, _ node: Node) throws(Errno) {
    if request.name == "uevent" { return try synthesize(request, node) }
    switch node {
    case .bus: try storeBus(request)
    case .driver(let driver) where request.name == "bind": try writeBind(driver, request.text)
    case .driver(let driver): try writeUnbind(driver, request.text)
    case .card(let adapter): try storeCard(adapter, request)
    case .queue(let queue): try storeQueue(queue, request)
    case .type: try createMdev(request.text, length: request.length)
    case .mdev(let index): try storeMdev(index, request)
    case .root, .vfioRoot, .matrix, .vfioDevice, .mdevBus, .matrixBus, .matrixDriver,
      .mdevDriver:
      break
    }
  }

  private mutating func storeCard(_ adapter: AdapterID, _ request: WriteRequest) throws(Errno) {
    switch request.name {
    case "config": try writeCardConfig(adapter, request.text)
    case "online": try writeCardOnline(adapter, request.text)
    default: clearRequests(adapter)
    }
  }

  private mutating func storeQueue(_ queue: APQN, _ request: WriteRequest) throws(Errno) {
    switch request.name {
    case "online": try writeQueueOnline(queue, request.text)
    case "driver_override": try writeOverride(queue, request.text, length: request.length)
    case "request_count": clearRequests(queue)
    // reset: what waits for an answer gets an error.
    default:
      dropPending(queue)
      touchQueue(queue)
    }
  }

  private mutating func storeMdev(_ index: Int, _ request: WriteRequest) throws(Errno) {
    let text = request.text
    switch request.name {
    case "assign_adapter": try assignAdapter(index, text)
    case "unassign_adapter": try unassignAdapter(index, text)
    case "assign_domain": try assignDomain(index, text)
    case "unassign_domain": try unassignDomain(index, text)
    case "assign_control_domain": try assignControlDomain(index, text)
    case "unassign_control_domain": try unassignControlDomain(index, text)
    default: try writeConfig(index, text)
    }
  }

  /// `bind` and `unbind` of `vfio_ap_mdev`; the mdev bus never matches by name again.
  private mutating func storeMdevDriver(_ request: WriteRequest) throws(Errno) -> String? {
    let index = mdevIndex(request.line)
    guard request.name == "unbind", let index, mdevs[index].phase == .bound else {
      throw .operationNotSupportedByDevice
    }
    let uuid = mdevs[index].uuid
    return detachMdev(index) ? uuid : nil
  }
}
