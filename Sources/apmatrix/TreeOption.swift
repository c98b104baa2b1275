import ArgumentParser
import Sysfs
import SystemPackage

/// Where sysfs is.
struct TreeOption: ParsableArguments {
  @Option(help: "A live sysfs, a directory, or a recorded archive.")
  var sysfs = "/sys"

  /// Whether the tree is this machine's own sysfs.
  var isLive: Bool { sysfs == "/sys" }

  /// Opens the tree.
  func open() throws -> any SysfsTree { DirectoryTree(root: FilePath(sysfs)) }
}
