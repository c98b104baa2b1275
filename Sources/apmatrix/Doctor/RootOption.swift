import ArgumentParser
import Neighbours
import Sysfs
import SystemPackage

/// Where a host's files beside its sysfs are.
struct RootOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The directory below which the host's etc, run, usr and proc are; / for /sys.",
      valueName: "dir"), completion: .directory)
  var root: String?

  /// The files of the host whose sysfs an option names; nil where there are none to look at.
  ///
  /// - Parameter witness: keeps what is read.
  func open(_ tree: TreeOption, witness: RootWitness? = nil) throws -> HostRoot? {
    if let root {
      guard let type = try? Stat(FilePath(root)).type, type == .directory else {
        throw CommandFailure(root, "no such directory; it is to hold a host's etc, run and usr")
      }
      return HostRoot(directory: FilePath(root), witness: witness, reader: .child)
    }
    if tree.isLive {
      return HostRoot(
        directory: "/", witness: witness, reader: .child, processes: ProcessService.tree())
    }
    return HostRoot(recording: try tree.open(), witness: witness)
  }
}
