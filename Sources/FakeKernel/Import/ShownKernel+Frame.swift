import APModel
public import Sysfs

extension ShownKernel {
  /// Takes over what no snapshot tells and no plan depends on, and lets the kernel send events: it goes on as a
  /// host of its own.
  ///
  /// - Parameter tree: where the host was found; what it does not show is as at boot.
  public mutating func takeFrame(of tree: any SysfsTree) {
    func text(_ path: String) -> String? { try? tree.text(path) }
    func flag(_ path: String, or assumed: Bool) -> Bool { text(path).map { $0 == "1" } ?? assumed }
    let device = vfioDevice(in: tree)
    change { kernel in
      kernel.isMute = false
      kernel.bus.pollTimeout = text("bus/ap/poll_timeout").flatMap { UInt64($0) } ?? 250_000
      kernel.bus.pollsInThread = flag("bus/ap/poll_thread", or: false)
      kernel.bus.hasMdevBus = (try? tree.list("bus/mdev").isEmpty) == false
      kernel.bus.mdevAutoprobe = flag("bus/mdev/drivers_autoprobe", or: true)
      kernel.bus.matrixAutoprobe = flag("bus/matrix/drivers_autoprobe", or: true)
      if kernel.bus.drivers.contains(.zcrypt) {
        kernel.bus.hasBuiltInZcrypt = (try? tree.link("bus/ap/drivers/cex4card/module")) == nil
      }
      // A kernel may be built without nodes for VFIO devices, which only a device shows.
      if let device, (try? tree.read("\(device)/dev")) == nil {
        kernel.capabilities.remove(.deviceNodes)
      }
    }
  }

  /// The directory of some mediated device's VFIO device; nil if there is none.
  private func vfioDevice(in tree: any SysfsTree) -> String? {
    for mdev in snapshot.mdevs {
      let folder = "\(Mdev.path(mdev.uuid))/vfio-dev"
      if let device = (try? tree.list(folder))?.first { return "\(folder)/\(device.name)" }
    }
    return nil
  }
}

extension BootParameters {
  /// Takes over what a tree shows of them; what it does not show counts as not given.
  public init(reading tree: any SysfsTree) {
    func given(_ name: String) -> String? {
      guard let text = try? tree.text("\(FakeKernel.parameters)/\(name)") else { return nil }
      return text == "(null)" ? nil : text
    }
    self.init(apmask: given("apmask"), aqmask: given("aqmask"))
  }
}
