import APHost
import APModel
import FakeKernel
import Sysfs

extension ShownKernel {
  /// A kernel that goes on where a tree's was.
  static func kernel(
    in tree: any SysfsTree, as capabilities: KernelCapabilities? = nil
  ) throws -> FakeKernel {
    let snapshot = try HostReader(tree, depth: .full).snapshot()
    var shown = ShownKernel(snapshot, parameters: BootParameters(reading: tree), as: capabilities)
    shown.takeFrame(of: tree)
    return shown.kernel
  }
}
