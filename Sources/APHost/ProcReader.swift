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
  /// A QEMU command line names its mdevs; only for running guests that none names, the open VFIO
  /// groups of all processes are looked through.
  public func findProcesses(of mdevs: inout [Mdev]) {
    guard !mdevs.isEmpty, let entries = try? proc.list("") else { return }
    let pids = entries.compactMap { Int($0.name) }
    for pid in pids where mdevs.contains(where: { $0.process == nil }) {
      guard let line = commandLine(pid), line.contains("vfio") else { continue }
      for position in mdevs.indices where mdevs[position].process == nil {
        guard line.contains(mdevs[position].uuid) else { continue }
        mdevs[position].process = GuestProcess(pid: pid, name: CommandLine.guestName(line))
      }
    }
    for position in mdevs.indices
    where mdevs[position].process == nil && mdevs[position].isInUse == true {
      guard let group = mdevs[position].group else { continue }
      mdevs[position].process = pids.lazy.filter { opens("/dev/vfio/\(group)", $0) }.first
        .map { GuestProcess(pid: $0, name: commandLine($0).flatMap(CommandLine.guestName)) }
    }
  }

  private func commandLine(_ pid: Int) -> String? { try? proc.text("\(pid)/cmdline") }

  private func opens(_ device: String, _ pid: Int) -> Bool {
    guard let descriptors = try? proc.list("\(pid)/fd") else { return false }
    return descriptors.contains { (try? proc.link("\(pid)/fd/\($0.name)")) == device }
  }
}
