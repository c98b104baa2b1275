import APModel

/// The frame of the tree: buses, drivers, modules and the matrix device.
extension FakeKernel {
  /// Everything that only loading and unloading of modules changes.
  var frameImage: TreeImage {
    var image: TreeImage = [:]
    add(
      ["bus", "bus/ap", "bus/ap/devices", "bus/ap/drivers", "class", "devices", "devices/ap"],
      to: &image)
    add(["kernel", "kernel/iommu_groups", "module", "module/ap"], to: &image)
    addAttributes(of: .root, at: "devices/ap", to: &image)
    addParameters(&image)
    if bus.drivers.contains(.zcrypt) { addZcrypt(&image) }
    if bus.hasMdevBus {
      add(["bus/mdev", "bus/mdev/devices", "bus/mdev/drivers", "class/mdev_bus"], to: &image)
    }
    if bus.drivers.contains(.vfio) { addVfio(&image) }
    return image
  }

  private func add(_ directories: [String], to image: inout TreeImage) {
    for path in directories { image[path] = .directory }
  }

  /// What was given at boot, which is not what holds now.
  private func addParameters(_ image: inout TreeImage) {
    image[Self.parameters] = .directory
    for (name, text) in parameterTexts {
      image["\(Self.parameters)/\(name)"] = .file(mode: parameterMode, text: text)
    }
  }

  /// What the bus's parameters show, as long as the kernel runs.
  var parameterTexts: [(name: String, text: String)] {
    [
      ("apmask", BootParameters.text(bus.parameters.apmask)),
      ("aqmask", BootParameters.text(bus.parameters.aqmask)),
      ("poll_thread", "0\n"), ("useirq", "1\n"),
    ]
  }

  private func addZcrypt(_ image: inout TreeImage) {
    let module = bus.hasBuiltInZcrypt ? nil : BusDriver.zcrypt.module
    add(["class/zcrypt"], to: &image)
    if let module { add(["module/\(module)", "module/\(module)/drivers"], to: &image) }
    for name in ["create", "destroy"] {
      image["class/zcrypt/\(name)"] = .file(mode: 0o600, text: "")
    }
    addDriver("cex4card", .driver(.card), module: module, &image)
    addDriver("cex4queue", .driver(.queue(.cex4queue)), module: module, &image)
  }

  private func addDriver(
    _ name: String, _ node: Node, module: String?, bus: String = "ap", _ image: inout TreeImage
  ) {
    let path = "bus/\(bus)/drivers/\(name)"
    image[path] = .directory
    addAttributes(of: node, at: path, to: &image)
    guard let module else { return }
    image["\(path)/module"] = .link("../../../../module/\(module)")
    image["module/\(module)/drivers/\(bus):\(name)"] = .link("../../../\(path)")
  }

  private func addVfio(_ image: inout TreeImage) {
    let matrix = Mdev.parent
    add(["module/vfio_ap", "module/vfio_ap/drivers", "devices/virtual"], to: &image)
    add(["devices/virtual/vfio", "class/vfio", "class/vfio-dev"], to: &image)
    add(["bus/matrix", "bus/matrix/devices", "bus/matrix/drivers"], to: &image)
    add(["bus/matrix/drivers/vfio_ap", "devices/vfio_ap", matrix], to: &image)
    add(["\(matrix)/mdev_supported_types", Mdev.typePath], to: &image)
    add(["\(Mdev.typePath)/devices"], to: &image)
    addDriver("vfio_ap", .driver(.queue(.vfio)), module: "vfio_ap", &image)
    addDriver("vfio_ap_mdev", .mdevDriver, module: "vfio_ap", bus: "mdev", &image)
    addAttributes(of: .matrixDriver, at: "bus/matrix/drivers/vfio_ap", to: &image)
    addAttributes(of: .vfioRoot, at: "devices/vfio_ap", to: &image)
    addAttributes(of: .matrix, at: matrix, to: &image)
    image["devices/vfio_ap/module"] = .link("../../module/vfio_ap")
    image["\(matrix)/driver"] = .link("../../../bus/matrix/drivers/vfio_ap")
    image["\(matrix)/subsystem"] = .link("../../../bus/matrix")
    image["bus/matrix/drivers/vfio_ap/matrix"] = .link("../../../../\(matrix)")
    image["bus/matrix/devices/matrix"] = .link("../../../\(matrix)")
    image["class/mdev_bus/matrix"] = .link("../../\(matrix)")
  }
}
