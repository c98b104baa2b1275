import APHost
import APModel
import Sysfs
import SystemPackage

/// Opens the tree that a command is about and reads the host in it.
struct HostInspection {
  private let option: TreeOption
  private let insists: Bool

  init(_ option: TreeOption, insists: Bool = false) {
    self.option = option
    self.insists = insists
  }

  /// Reads the host, and on the live one also the kernel's release and the guests' processes.
  func snapshot(_ depth: ReadDepth) throws -> HostSnapshot {
    let tree = try option.open()
    var snapshot: HostSnapshot
    do {
      snapshot = try HostReader(tree, depth: depth, insists: insists).snapshot()
    } catch .noBus(let origin) {
      throw CommandFailure(
        origin,
        "no AP bus here (bus/ap is missing): this is no IBM Z host with crypto adapters; show a "
          + "recorded host with --sysfs FILE")
    }
    if let recording = tree as? ArchiveTree {
      snapshot.kernel = recording.archive.kernel
    } else if option.isLive {
      let proc = ProcReader(DirectoryTree(root: "/proc"))
      snapshot.kernel = proc.kernelRelease()
      proc.findProcesses(of: &snapshot.mdevs, sysfs: tree)
    }
    return snapshot
  }
}
