import APModel
import SystemPackage

/// Loading and unloading of the modules that bring drivers.
extension FakeKernel {
  mutating func load(_ driver: BusDriver) {
    guard !bus.drivers.contains(driver) else { return }
    effects.changes.drivers = true
    switch driver {
    case .zcrypt: loadZcrypt()
    case .vfio: loadVfio()
    }
    send("add", "/module/\(driver.module)", "module")
  }

  mutating func unload(_ driver: BusDriver) throws(Errno) {
    guard bus.drivers.contains(driver) else { throw .noSuchFileOrDirectory }
    effects.changes.drivers = true
    switch driver {
    case .zcrypt:
      guard !bus.hasBuiltInZcrypt else { throw .noSuchFileOrDirectory }
      unloadZcrypt()
    case .vfio:
      // An open device holds the module: delete_module(2) as rmmod calls it does not wait.
      guard !mdevs.contains(where: \.isOpen) else { throw .resourceTemporarilyUnavailable }
      unloadVfio()
    }
    send("remove", "/module/\(driver.module)", "module")
  }

  /// Kernels that rearm look for complete bindings whenever a driver of the bus was registered.
  private mutating func checkAfterRegistration() {
    if capabilities.contains(.rearmsBindings) { checkBindings() }
  }

  /// The cards as the bus lists them, by when they came.
  private var cardsInOrder: [AdapterID] {
    let places = cards.indices.compactMap { number in cards[number].map { (number, $0.created) } }
    return places.sorted { $0.1 < $1.1 }.map { AdapterID(UInt8($0.0)) }
  }

  private mutating func unloadZcrypt() {
    for queue in inOrder(\.host, by: \.boundAt).reversed() { detach(queue) }
    send("remove", "/bus/ap/drivers/cex4queue", "drivers")
    for adapter in cardsInOrder.reversed() { detachCard(adapter) }
    bus.drivers.remove(.zcrypt)
    send("remove", "/bus/ap/drivers/cex4card", "drivers")
  }

  private mutating func loadZcrypt() {
    bus.drivers.insert(.zcrypt)
    if bus.probesAutomatically {
      for adapter in cardsInOrder { attachCard(adapter) }
    }
    send("add", "/bus/ap/drivers/cex4card", "drivers")
    checkAfterRegistration()
    probeUnbound(.cex4queue)
    send("add", "/bus/ap/drivers/cex4queue", "drivers")
    checkAfterRegistration()
  }

  /// Offers the queues without a driver to a new one, unless the bus was told not to.
  private mutating func probeUnbound(_ driver: QueueDriver) {
    guard bus.probesAutomatically else { return }
    for queue in inOrder(\.unbound) where crash == nil { _ = probe(queue, driver) }
  }

  private mutating func loadVfio() {
    // The module asks the hardware itself, which may be ahead of the bus's last scan.
    vfioConfiguration = hardware.toldConfiguration
    bus.matrixAutoprobe = true
    if !bus.hasMdevBus {
      send("add", "/bus/mdev", "bus")
      send("add", "/module/mdev", "module")
      bus.hasMdevBus = true
    }
    send("add", "/bus/matrix", "bus")
    send("add", Self.matrixPath, "matrix")
    send("bind", Self.matrixPath, "matrix", [Property("DRIVER", "vfio_ap")])
    send("add", "/bus/matrix/drivers/vfio_ap", "drivers")
    bus.drivers.insert(.vfio)
    probeUnbound(.vfio)
    send("add", "/bus/ap/drivers/vfio_ap", "drivers")
    checkAfterRegistration()
    send("add", "/bus/mdev/drivers/vfio_ap_mdev", "drivers")
    let keys = [Property("MDEV_STATE", "registered"), Property("DRIVER", "vfio_ap")]
    send("change", Self.matrixPath, "matrix", keys)
  }

  private mutating func unloadVfio() {
    for mdev in mdevs { finishRemoval(mdev.uuid) }
    let keys = [Property("MDEV_STATE", "unregistered"), Property("DRIVER", "vfio_ap")]
    send("change", Self.matrixPath, "matrix", keys)
    send("remove", "/bus/mdev/drivers/vfio_ap_mdev", "drivers")
    for queue in inOrder(\.vfio, by: \.boundAt).reversed() { detach(queue) }
    bus.drivers.remove(.vfio)
    send("remove", "/bus/ap/drivers/vfio_ap", "drivers")
    send("unbind", Self.matrixPath, "matrix")
    send("remove", "/bus/matrix/drivers/vfio_ap", "drivers")
    send("remove", Self.matrixPath, "matrix")
    send("remove", "/bus/matrix", "bus")
  }

  /// The queues of a kind on all cards, in the order of their devices or of their bindings.
  private func inOrder(
    _ domains: (CardState) -> DomainSet, by order: (CardState) -> [DomainID: Int] = { $0.places }
  ) -> [APQN] {
    var result: [(Int, APQN)] = []
    for number in cards.indices {
      guard let card = cards[number] else { continue }
      let places = order(card)
      for domain in domains(card) {
        result.append((places[domain, default: 0], APQN(AdapterID(UInt8(number)), domain)))
      }
    }
    return result.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// The device path of the matrix device.
  static let matrixPath = "/\(Mdev.parent)"
}

extension BusDriver {
  /// The module's name.
  var module: String {
    switch self {
    case .zcrypt: "zcrypt_cex4"
    case .vfio: "vfio_ap"
    }
  }
}
