import Sysfs
import SystemPackage

/// A tree whose mdevs have no VFIO group any more; all else is the base's.
struct GrouplessTree: SysfsTree {
  let base: MemoryTree

  var origin: String { base.origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] { try base.read(path) }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

  func link(_ path: String) throws(SysfsError) -> String {
    guard !path.hasSuffix("/iommu_group") else {
      throw .refused(.link, path: path, .noSuchFileOrDirectory)
    }
    return try base.link(path)
  }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try base.write(path, value) }
}
