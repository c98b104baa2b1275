public import APModel
public import Sysfs

/// Finds the process behind a running guest under `/proc`; never an error, only a better name.
public struct ProcReader: Sendable {
  private let proc: any SysfsTree

  /// Prepares to read a proc file system; its files are read as attributes are.
  public init(_ proc: any SysfsTree) { self.proc = proc }

  /// The release of the running kernel, as `uname -r` prints it.
  public func kernelRelease() -> String? { try? proc.text("sys/kernel/osrelease") }

  /// Puts the process into each mdev that one has open.
  ///
  /// A QEMU command line names its mdevs; only for running guests that none names, the open files of
  /// all processes are looked through for the mdev's VFIO group or device.
  ///
  /// - Parameters:
  ///   - mdevs: the devices; their `process` is filled in.
  ///   - sysfs: the tree that they were read from.
  public func findProcesses(of mdevs: inout [Mdev], sysfs: any SysfsTree) {
    guard !mdevs.isEmpty, let entries = try? proc.list("") else { return }
    let pids = entries.compactMap { Int($0.name) }
    for pid in pids {
      guard let line = commandLine(pid), line.contains("vfio") else { continue }
      for position in mdevs.indices where line.contains(mdevs[position].uuid) {
        mdevs[position].process = GuestProcess(pid: pid, name: CommandLine.guestName(line))
      }
    }
    for position in mdevs.indices
    where mdevs[position].process == nil && mdevs[position].isInUse == true {
      mdevs[position].process = process(opening: files(of: mdevs[position], sysfs), among: pids)
    }
  }

  private func commandLine(_ pid: Int) -> String? { try? proc.text("\(pid)/cmdline") }

  /// The device nodes that stand for an mdev: its group's, and its own since Linux 6.6.
  private func files(of mdev: Mdev, _ sysfs: any SysfsTree) -> Set<String> {
    let group = mdev.group.map { ["/dev/vfio/\($0)"] } ?? []
    let path = "devices/vfio_ap/matrix/\(mdev.uuid)/vfio-dev"
    let devices = (try? sysfs.list(path)) ?? []
    return Set(group + devices.map { "/dev/vfio/devices/" + $0.name })
  }

  private func process(opening files: Set<String>, among pids: [Int]) -> GuestProcess? {
    for pid in pids {
      guard let descriptors = try? proc.list("\(pid)/fd") else { continue }
      for descriptor in descriptors {
        guard let target = try? proc.link("\(pid)/fd/\(descriptor.name)") else { continue }
        guard files.contains(target) else { continue }
        return GuestProcess(pid: pid, name: commandLine(pid).flatMap(CommandLine.guestName))
      }
    }
    return nil
  }
}
