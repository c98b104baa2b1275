import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import FakeKernel

@Suite
struct `A path in a fake host` {
  private static let uuid = ThreeGuests.uuids[0]

  @Test(arguments: [
    ("\(ThreeGuests.path(1))/mdev_type/create", "11111111-1111-4111-8111-111111111111"),
    ("\(Mdev.typePath)/devices/\(uuid)/remove", "1"),
    ("devices/ap/card05/05.0004/driver/unbind", "05.0004"),
    ("bus/ap/drivers/cex4queue/03.0000/online", "0"),
    ("bus/ap/devices/05.0004/../config", "0"),
    ("bus/mdev/drivers/vfio_ap_mdev/\(uuid)/assign_adapter", "3"),
    ("class/vfio-dev/vfio0/device/assign_domain", "9"),
    ("kernel/iommu_groups/0/devices/\(uuid)/remove", "1"),
    ("module/vfio_ap/drivers/ap:vfio_ap/unbind", "05.0004"),
    ("devices/ap/card03/./subsystem//apmask", "-3"),
  ])
  func `leads through links to its attribute`(path: String, line: String) throws {
    var host = try FakeKernel.documented("7.1")
    let before = TreeCheck(host).image
    #expect(try host.write(path, line: line).result == "OK")
    #expect(TreeCheck(host).image != before)
  }

  @Test(arguments: [
    ("devices/vfio_ap/matrix/mdev_supported_types", "EISDIR"), ("bus/ap/drivers", "EISDIR"),
    ("bus/ap/devices", "EISDIR"), ("devices/ap/card05", "EISDIR"), ("bus/ap/", "EISDIR"),
    ("devices/ap/card05/driver", "EISDIR"), ("bus/ap/devices/05.0004", "EISDIR"),
    ("", "EISDIR"), ("bus/ap/apmask/", "ENOTDIR"), ("bus/ap/apmask/x", "ENOTDIR"),
    ("bus/ap/apmask/..", "ENOTDIR"), ("bus/ap/nothing", "ENOENT"), ("bus/ap/nothing/", "ENOENT"),
    ("bus/ap/drivers/nothing/bind", "ENOENT"), ("devices/ap/card05/nothing", "ENOENT"),
    ("devices/ap/card05/nothing/config", "ENOENT"), ("bus/ap/bindings", "EACCES"),
  ])
  func `that can't be written gives the errno of the open`(path: String, result: String) throws {
    var host = try FakeKernel.documented("7.1")
    #expect(try host.write(path, line: "1").result == result)
  }

  @Test(arguments: [(20, "OK"), (21, "ELOOP")])
  func `goes through forty links at most`(rounds: Int, result: String) throws {
    var host = try FakeKernel.documented("7.1")
    let links = String(repeating: "/card05/driver", count: rounds)
    #expect(
      try host.write("bus/ap/drivers/cex4card\(links)/unbind", line: "card03").result == result)
  }

  /// Every link that the directory shows is a way to the attributes behind it.
  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `ends where the directory's own links lead`(kernel: String) throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let host = try FakeKernel.documented(kernel)
    _ = try FakeHost.create(at: root, host)
    let files = DirectoryTree(root: root)
    for (path, entry) in TreeCheck(host).image {
      guard case .link = entry, !path.hasPrefix("class/vfio/") else { continue }
      for name in ["uevent", "bind", "apmask", "create", "nothing"] {
        let isThere = (try? files.mode("\(path)/\(name)")) != nil
        #expect((host.attribute("\(path)/\(name)") != nil) == isThere, "\(path)/\(name)")
      }
    }
  }
}
