import APModel
import SystemPackage

/// Writes to `uevent`: an event on request, as `udevadm trigger` makes them.
extension FakeKernel {
  mutating func synthesize(_ request: WriteRequest, _ node: Node) throws(Errno) {
    guard let (action, keys) = SyntheticEvent.parse(request.text, length: request.length) else {
      throw .invalidArgument
    }
    switch node {
    case .card(let adapter): sendCard(action, adapter, keys)
    case .queue(let queue): sendQueue(action, queue, keys)
    case .root: send(action, "/devices/ap", "ap", keys)
    case .matrix:
      send(action, Self.matrixPath, "matrix", keys + [Property("DRIVER", "vfio_ap")])
    case .mdev(let index): synthesize(action, mdevs[index], keys)
    case .vfioDevice(let index):
      let mdev = mdevs[index]
      send(action, vfioDevicePath(mdev), "vfio-dev", keys + deviceNode(mdev.group))
    case .driver(.card): send(action, "/bus/ap/drivers/cex4card", "drivers", keys)
    case .driver(.queue(let driver)):
      send(action, "/bus/ap/drivers/\(driver.name)", "drivers", keys)
    case .mdevDriver: send(action, "/bus/mdev/drivers/vfio_ap_mdev", "drivers", keys)
    case .matrixDriver: send(action, "/bus/matrix/drivers/vfio_ap", "drivers", keys)
    case .bus: send(action, "/bus/ap", "bus", keys)
    case .mdevBus: send(action, "/bus/mdev", "bus", keys)
    case .matrixBus: send(action, "/bus/matrix", "bus", keys)
    // A device without a bus and a class has no events.
    case .vfioRoot, .type: break
    }
  }

  private mutating func synthesize(_ action: String, _ mdev: FakeMdev, _ keys: [Property]) {
    let driver = mdev.phase == .detached ? [] : [Property("DRIVER", "vfio_ap_mdev")]
    send(action, "\(Self.matrixPath)/\(mdev.uuid)", "mdev", keys + driver)
  }
}
