import ArgumentParser
import FakeKernel
import Sysfs
import SystemPackage

/// Where sysfs is.
struct TreeOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A live sysfs, a directory, a fake host, or a recorded archive.", valueName: "path"))
  var sysfs = "/sys"

  /// Whether the tree is this machine's own sysfs: what stands at `/sys`, or a sysfs mounted elsewhere.
  var isLive: Bool {
    let path = FilePath(sysfs)
    return path.lexicallyNormalized() == "/sys" || DirectoryTree(root: path).isSysfs
  }

  /// Opens the tree.
  ///
  /// - Throws: `CommandFailure`.
  func open() throws(CommandFailure) -> any SysfsTree { try Self.open(sysfs) }

  /// Opens a path as a tree: a fake host, a live sysfs, a copy, or a recording.
  ///
  /// - Throws: `CommandFailure`.
  static func open(_ path: String) throws(CommandFailure) -> any SysfsTree {
    do {
      let tree = try TreeSource.open(FilePath(path))
      return tree is DirectoryTree ? try FakeHost.tree(at: FilePath(path)) : tree
    } catch let failure as TreeSource.Failure {
      throw CommandFailure(failure)
    } catch {
      throw CommandFailure(path, "\(error)")
    }
  }
}
