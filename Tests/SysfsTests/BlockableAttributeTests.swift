import Sysfs
import TestSupport
import Testing

@Suite
struct `An attribute that the kernel can block` {
  @Test(arguments: RecordedHost.small.sampled)
  func `is told by its last name as by its whole path`(_ host: RecordedHost) throws {
    let paths = try host.archive().nodes.map(\.path)
    let told = paths.filter { BlockableAttribute.includes($0) || BlockableAttribute.isMask($0) }
    #expect(told == paths.filter { BlockableAttribute.meaning($0) != nil })
  }

  @Test(arguments: [
    ("devices/ap/card05/05.0047/status", true),
    ("devices/vfio_ap/matrix/62177883-f1bb-47f0-914d-32a22e3a8804/guest_matrix", true),
    ("devices/vfio_ap/matrix/62177883-f1bb-47f0-914d-32a22e3a8804/matrix", true),
    ("devices/vfio_ap/matrix/62177883-f1bb-47f0-914d-32a22e3a8804/ap_config", false),
    ("devices/vfio_ap/matrix", false),
    ("devices/ap/card05/05.0047/config", false),
    ("status", false),
    ("", false),
  ])
  func `is one of three`(_ path: String, _ isOne: Bool) {
    #expect(BlockableAttribute.includes(path) == isOne)
  }

  @Test(arguments: [
    ("bus/ap/apmask", true), ("bus/ap/aqmask", true), ("bus/ap/ap_adapter_mask", false),
    ("module/ap/parameters/apmask", false),
  ])
  func `is also a mask, where there is an mdev`(_ path: String, _ isOne: Bool) {
    #expect(BlockableAttribute.isMask(path) == isOne)
    #expect(!BlockableAttribute.includes(path))
  }
}
