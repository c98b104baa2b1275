import APModel
import SystemPackage

/// How mediated devices come and go.
extension FakeKernel {
  /// Looks up a mediated device by its directory's name.
  func mdevIndex(_ uuid: String) -> Int? {
    // By place: each element would be copied.
    mdevs.indices.first { mdevs[$0].uuid == uuid }
  }

  mutating func createMdev(_ text: [UInt8], length: Int) throws(Errno) {
    guard length == 36 || length == 37, let uuid = Self.uuid(text) else {
      throw .invalidArgument
    }
    guard mdevIndex(uuid) == nil else { throw .fileExists }
    guard mdevs.count < Self.instances else { throw .tooManyUsers }
    let groups = Set(mdevs.map(\.group))
    let group = (0...mdevs.count).first { !groups.contains($0) } ?? mdevs.count
    mdevs.append(
      FakeMdev(
        uuid: uuid, group: group, maxAdapter: hardware.maxAdapter, maxDomain: hardware.maxDomain))
    effects.changes.mdevs.insert(uuid)
    effects.changes.bus = true
    let path = "\(Self.matrixPath)/\(uuid)"
    send("add", path, "mdev")
    send("add", "/devices/virtual/vfio/\(group)", "vfio", groupNode(group))
    send("add", "\(path)/vfio-dev/vfio\(group)", "vfio-dev", deviceNode(group))
    send("bind", path, "mdev", [Property("DRIVER", "vfio_ap_mdev")])
  }

  /// The UUID in lower case; nil if the text does not begin with one.
  static func uuid(_ text: some Collection<UInt8>) -> String? {
    guard text.count >= 36 else { return nil }
    for (place, byte) in text.prefix(36).enumerated() {
      let isDash = [8, 13, 18, 23].contains(place)
      guard isDash ? byte == UInt8(ascii: "-") : isHexDigit(byte) else { return nil }
    }
    return String(decoding: text.prefix(36), as: UTF8.self).lowercased()
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }

  /// A write to `remove`.
  ///
  /// - Returns: whether the write waits for a guest.
  mutating func removeMdev(_ index: Int, _ text: [UInt8]) throws(Errno) -> Bool {
    guard case .value(let value) = KernelNumber(text) else { throw .invalidArgument }
    guard value != 0 else { return false }
    let mdev = mdevs[index]
    guard mdev.isOpen else {
      finishRemoval(mdev.uuid)
      return false
    }
    if capabilities.contains(.deletesBeforeWait) { removeVfioDevice(mdev) }
    mdevs[index].phase = .leaving
    effects.changes.mdevs.insert(mdev.uuid)
    effects.changes.bus = true
    return true
  }

  /// Everything of a removal that is still to be done once no guest has the device open.
  mutating func finishRemoval(_ uuid: String) {
    guard let index = mdevIndex(uuid) else { return }
    let mdev = mdevs[index]
    removeVfioDevice(mdev)
    if mdev.owns { release(index) }
    effects.changes.mdevs.insert(uuid)
    effects.changes.bus = true
    mdevs.remove(at: index)
    send("remove", "\(Self.matrixPath)/\(uuid)", "mdev")
  }

  /// A write of the device's name to `unbind` of `vfio_ap_mdev`.
  ///
  /// - Returns: whether the write waits for a guest.
  mutating func detachMdev(_ index: Int) -> Bool {
    touchMdev(index, mdevs[index].matrix)
    guard mdevs[index].isOpen else {
      finishDetaching(index)
      return false
    }
    if capabilities.contains(.deletesBeforeWait) { removeVfioDevice(mdevs[index]) }
    mdevs[index].phase = .detaching
    return true
  }

  /// The end of an unbinding: the device's queues are free, its directory stays.
  mutating func finishDetaching(_ index: Int) {
    removeVfioDevice(mdevs[index])
    release(index)
    mdevs[index].phase = .detached
    mdevs[index].matrix = Matrix()
    mdevs[index].shadow = Matrix()
    mdevs[index].pending = Matrix()
  }

  private mutating func release(_ index: Int) {
    let mdev = mdevs[index]
    touchMdev(index, mdev.matrix)
    resetAll(index)
    send("remove", "/devices/virtual/vfio/\(mdev.group)", "vfio", groupNode(mdev.group))
    send("unbind", "\(Self.matrixPath)/\(mdev.uuid)", "mdev")
  }

  /// Whether the mediated device has its VFIO device; it goes before or after the wait for a guest.
  func hasVfioDevice(_ mdev: FakeMdev) -> Bool {
    mdev.phase == .bound
      || (mdev.phase.isWaiting && !capabilities.contains(.deletesBeforeWait))
  }

  private mutating func removeVfioDevice(_ mdev: FakeMdev) {
    guard hasVfioDevice(mdev) else { return }
    send("remove", vfioDevicePath(mdev), "vfio-dev", deviceNode(mdev.group))
  }

  /// The device path of the VFIO device.
  func vfioDevicePath(_ mdev: FakeMdev) -> String {
    "\(Self.matrixPath)/\(mdev.uuid)/vfio-dev/vfio\(mdev.group)"
  }

  private func groupNode(_ group: Int) -> [Property] {
    [
      Property("MAJOR", "253"), Property("MINOR", "\(group)"),
      Property("DEVNAME", "vfio/\(group)"),
    ]
  }

  func deviceNode(_ group: Int) -> [Property] {
    guard capabilities.contains(.deviceNodes) else { return [] }
    return [
      Property("MAJOR", "252"), Property("MINOR", "\(group)"),
      Property("DEVNAME", "vfio/devices/vfio\(group)"),
    ]
  }
}
