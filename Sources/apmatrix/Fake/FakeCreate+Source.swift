import APHost
import APModel
import FakeKernel
import Sysfs

/// A fake host that goes on where another host was found.
extension FakeCreate {
  /// The kernel of another host, and whether all of that could be read.
  func taken(from path: String) throws -> (FakeKernel, isWhole: Bool) {
    let capabilities = try capabilities()
    var source = TreeOption()
    source.sysfs = path
    let tree = try source.open()
    // A fake host's own state tells more than it shows.
    if let fake = tree as? FakeTree, capabilities == nil { return (try fake.kernel(), true) }
    // No recording's kernel can die of being read.
    let isRecording = !source.isLive && !(tree is FakeTree)
    let host = try HostInspection(source, insists: isRecording).snapshot(.full)
    let overridden = host.queues.count { $0.driverOverride != nil }
    if overridden > 0, capabilities?.contains(.driverOverride) == false {
      throw CommandFailure(
        path,
        "driver_override of \(overridden.counting("queue")) is set, which Linux \(kernel ?? "") does not know;"
          + " leave --kernel out")
    }
    for line in host.unreadLines { Terminal.complain(line) }
    var shown = ShownKernel(host, parameters: BootParameters(reading: tree), as: capabilities)
    for uuid in shown.unknown {
      Terminal.complain(
        "mdev \(uuid): what it holds could not be told; in \(directory) it holds nothing")
    }
    if !host.isComplete {
      Terminal.complain(
        "\(directory): what could not be read is as other files tell, or as after a boot")
    }
    shown.takeFrame(of: tree)
    return (shown.kernel, host.isComplete && shown.unknown.isEmpty)
  }
}
