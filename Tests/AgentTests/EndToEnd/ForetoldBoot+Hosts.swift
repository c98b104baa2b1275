import APModel
import FakeKernel
import Sysfs
import SystemPackage
import TestSupport

/// The kernels on both sides of the boot.
extension ForetoldBoot {
  /// The host as it runs now, and as it is when systemd begins.
  func makeHosts(_ place: FilePath) throws {
    var hardware = Hardware(maxDomain: DomainID(100))
    hardware.adapters = [
      AdapterID(5): HardwareAdapter(type: 14, mode: .cca),
      AdapterID(6): HardwareAdapter(type: 14, mode: .accelerator),
    ]
    hardware.domains = [DomainID(4), DomainID(0x47)]
    let parameters = BootParameters(apmask: apmask)
    var kernel = FakeKernel(.linux7_1, hardware: hardware, parameters: parameters)
    _ = kernel.apply(.scan)
    if loader == .initrd { _ = kernel.apply(.load(.zcrypt)) }
    _ = try FakeHost.create(at: place.appending("sys"), kernel)
    let tree = ModelTree(
      .booted(.linux7_1, hardware: hardware, parameters: parameters), origin: "now")
    if isUp {
      if apmask == nil { try tree.write("bus/ap/apmask", line: "-5") }
      let matrix = "devices/vfio_ap/matrix"
      for (uuid, domain) in [(Self.web, "4"), (Self.db, "0x47")] {
        try tree.write("\(matrix)/mdev_supported_types/vfio_ap-passthrough/create", line: uuid)
        try tree.write("\(matrix)/\(uuid)/assign_adapter", line: "5")
        try tree.write("\(matrix)/\(uuid)/assign_domain", line: domain)
      }
    }
    if let maskNow { try tree.write("bus/ap/apmask", line: maskNow) }
    _ = try FakeHost.create(at: place.appending("now"), tree.kernel)
  }
}
