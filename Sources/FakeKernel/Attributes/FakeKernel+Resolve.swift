import APModel
import SystemPackage

/// How a path finds its attribute.
extension FakeKernel {
  /// The directory and the attribute that an open of the path arrives at.
  ///
  /// - Throws: ENOENT where nothing is, EISDIR where the path ends at a directory, ENOTDIR where it
  ///   goes on below an attribute, ELOOP after too many links.
  func resolve(_ path: String) throws(Errno) -> (node: Node, attribute: Attribute) {
    if let found = direct(path) { return found }
    let slash = UInt8(ascii: "/")
    // By bytes: dividing into characters is most of the cost of an access.
    let whole = path.utf8.split(separator: slash).map { Substring($0) }
    var parts = whole[...]
    followLinks(&parts)
    let end: [Substring] = path.utf8.last == slash ? ["."] : []
    guard let name = parts.popLast(), let node = node(parts) else {
      return try walk(whole + end, from: [])
    }
    if end.isEmpty, let attribute = attribute(name, of: node) {
      return (node, attribute)
    }
    return try walk([name] + end, from: Array(parts))
  }

  /// The attribute of the bus, a card, a queue or a mediated device at its own path, which almost all paths
  /// are; nil for any other path, and where nothing is.
  private func direct(_ path: String) -> (node: Node, attribute: Attribute)? {
    let bytes = Array(path.utf8)
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    let name = String(decoding: bytes[(slash + 1)...], as: UTF8.self)
    guard let node = directNode(bytes[..<slash]), let attribute = attribute(name[...], of: node)
    else { return nil }
    return (node, attribute)
  }

  private func directNode(_ directory: ArraySlice<UInt8>) -> Node? {
    if directory.elementsEqual("bus/ap".utf8) { return .bus }
    if let queue = Self.queue(directory), hasDevice(queue) { return .queue(queue) }
    if let adapter = Self.adapter(directory), cards[adapter.index] != nil { return .card(adapter) }
    return mdevIndex(in: directory).map { .mdev($0) }
  }

  /// Whether a path names an attribute of a card or a queue at its own path, all of which can be read.
  static func isOfDevice(_ path: String) -> Bool {
    let bytes = path.utf8
    guard bytes.starts(with: cardStart), let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else {
      return false
    }
    let length = bytes.distance(from: bytes.startIndex, to: slash)
    return length == cardLength || length == queueLength
  }

  /// The lengths of `devices/ap/card05` and of `devices/ap/card05/05.0047`.
  private static let (cardLength, queueLength) = (17, 25)
  private static let cardStart = Array("devices/ap/card".utf8)
  private static let mdevParent = Array("\(Mdev.parent)/".utf8)

  /// The queue whose own directory it is: `devices/ap/card05/05.0047`.
  private static func queue(_ directory: ArraySlice<UInt8>) -> APQN? {
    guard directory.count == queueLength, directory.starts(with: cardStart) else { return nil }
    let name = directory[18...]
    guard directory[15..<17] == name.prefix(2), directory[17] == UInt8(ascii: "/") else {
      return nil
    }
    return APQN(name: String(decoding: name, as: UTF8.self))
  }

  /// The adapter whose own directory it is: `devices/ap/card05`.
  private static func adapter(_ directory: ArraySlice<UInt8>) -> AdapterID? {
    guard directory.count == cardLength, directory.starts(with: cardStart) else { return nil }
    return AdapterID(cardName: String(decoding: directory[11...], as: UTF8.self))
  }

  /// The mediated device whose own directory it is.
  private func mdevIndex(in directory: ArraySlice<UInt8>) -> Int? {
    guard directory.starts(with: Self.mdevParent), bus.drivers.contains(.vfio) else { return nil }
    return mdevIndex(
      String(decoding: directory.dropFirst(Self.mdevParent.count), as: UTF8.self))
  }

  /// Puts the device's own path in the place of the links that are commonly used to reach it.
  private func followLinks(_ parts: inout ArraySlice<Substring>) {
    let start = parts.startIndex
    guard parts.count >= 4 else { return }
    switch (parts[start], parts[start + 1], parts[start + 2]) {
    case ("bus", "ap", "devices"):
      let name = parts[start + 3]
      if let queue = APQN(name: name) {
        parts = ["devices", "ap", Substring(queue.adapter.cardName), name] + parts.dropFirst(4)
      } else {
        parts = ["devices", "ap", name] + parts.dropFirst(4)
      }
    case ("bus", "mdev", "devices"):
      parts = ["devices", "vfio_ap", "matrix", parts[start + 3]] + parts.dropFirst(4)
    case ("class", "mdev_bus", "matrix"):
      parts = ["devices", "vfio_ap", "matrix"] + parts.dropFirst(3)
    case ("bus", "matrix", "devices"):
      parts = ["devices", "vfio_ap", "matrix"] + parts.dropFirst(4)
    default: break
    }
  }

  /// The directory at a path that has no links.
  func node(_ parts: ArraySlice<Substring>) -> Node? {
    let parts = Array(parts)
    switch (parts.first, parts.count > 1 ? parts[1] : nil) {
    case ("bus", "ap"): return busNode(parts.dropFirst(2))
    case ("bus", let name?) where name == "mdev" || name == "matrix":
      return otherBusNode(parts.dropFirst(2), isMdev: name == "mdev")
    case ("devices", "ap"): return deviceNode(parts.dropFirst(2))
    case ("devices", "vfio_ap") where bus.drivers.contains(.vfio):
      return matrixNode(parts.dropFirst(2))
    default: return nil
    }
  }

  private func busNode(_ rest: ArraySlice<Substring>) -> Node? {
    if rest.isEmpty { return .bus }
    guard rest.count == 2, rest.first == "drivers" else { return nil }
    let drivers: [Substring: ApDriver] = [
      "cex4card": .card, "cex4queue": .queue(.cex4queue), "vfio_ap": .queue(.vfio),
    ]
    guard let name = rest.last, let driver = drivers[name] else { return nil }
    let module: BusDriver = driver == .queue(.vfio) ? .vfio : .zcrypt
    return bus.drivers.contains(module) ? .driver(driver) : nil
  }

  private func otherBusNode(_ rest: ArraySlice<Substring>, isMdev: Bool) -> Node? {
    let hasVFIO = bus.drivers.contains(.vfio)
    guard isMdev ? bus.hasMdevBus : hasVFIO else { return nil }
    if rest.isEmpty { return isMdev ? .mdevBus : .matrixBus }
    guard hasVFIO, rest.count == 2, rest.first == "drivers" else { return nil }
    switch (rest.last, isMdev) {
    case ("vfio_ap_mdev", true): return .mdevDriver
    case ("vfio_ap", false): return .matrixDriver
    default: return nil
    }
  }

  private func deviceNode(_ rest: ArraySlice<Substring>) -> Node? {
    guard let first = rest.first else { return .root }
    guard let adapter = AdapterID(cardName: first), cards[adapter.index] != nil else { return nil }
    guard rest.count > 1, let last = rest.last else { return .card(adapter) }
    guard rest.count == 2, let queue = APQN(name: last), queue.adapter == adapter, hasDevice(queue)
    else { return nil }
    return .queue(queue)
  }

  private func matrixNode(_ rest: ArraySlice<Substring>) -> Node? {
    let rest = Array(rest)
    guard let first = rest.first else { return .vfioRoot }
    guard first == "matrix" else { return nil }
    guard rest.count > 1 else { return .matrix }
    if rest[1] == "mdev_supported_types" {
      return rest.count == 3 && rest[2] == "vfio_ap-passthrough" ? .type : nil
    }
    guard let index = mdevs.firstIndex(where: { $0.uuid == rest[1] }) else { return nil }
    if rest.count == 2 { return .mdev(index) }
    let isDevice = rest.count == 4 && rest[2] == "vfio-dev" && hasVfioDevice(mdevs[index])
    return isDevice && rest[3] == "vfio\(mdevs[index].group)" ? .vfioDevice(index) : nil
  }
}
