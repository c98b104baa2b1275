import ArgumentParser
import Sysfs
import SystemPackage

/// Where sysfs is.
struct TreeOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("A live sysfs, a directory, or a recorded archive.", valueName: "path"))
  var sysfs = "/sys"

  /// Whether the tree is this machine's own sysfs.
  var isLive: Bool { sysfs == "/sys" }

  /// Opens the tree.
  ///
  /// - Throws: `CommandFailure`.
  func open() throws(CommandFailure) -> any SysfsTree {
    do {
      return try TreeSource.open(FilePath(sysfs))
    } catch {
      throw CommandFailure(error)
    }
  }
}
