import APModel
import FakeKernel
import Reconcile
import Sysfs

extension Twin {
  private static let type = "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough"

  /// Starts the twin's machine anew: the kernel with its parameters, udev's rules, mdevctl's definitions.
  ///
  /// - Returns: what mdevctl would fail at, one sentence each.
  func restart(_ persistence: Happening.Persistence) -> [String] {
    let loadsVFIO = host.capabilities.vfioAP
    tree.become(kernel.restarted())
    if let masks = persistence.masks {
      for (name, mask) in [
        ("apmask", masks.adapters.hexadecimal), ("aqmask", masks.domains.hexadecimal),
      ] {
        try? tree.write("bus/ap/\(name)", line: mask)
      }
    }
    guard loadsVFIO else { return [] }
    tree.apply(.load(.vfio))
    let starting = persistence.definitions.filter(\.startsAutomatically)
    if let program = persistence.missingStarter, !starting.isEmpty {
      return [
        "mdevctl starts nothing: \(MdevctlRule.standardPath) runs \(program), which is not there"
      ]
    }
    return starting.compactMap(start)
  }

  /// Does what `mdevctl start` does: makes the mdev, assigns, and takes it back where that is refused.
  private func start(_ definition: MdevctlDefinition) -> String? {
    let path = "devices/vfio_ap/matrix/\(definition.uuid)"
    do throws(SysfsError) {
      try tree.write("\(Self.type)/create", line: definition.uuid)
      for (kind, numbers) in [
        ("adapter", definition.matrix.adapters.map(\.number)),
        ("domain", definition.matrix.domains.map(\.number)),
        ("control_domain", definition.matrix.controlDomains.map(\.number)),
      ] {
        for number in numbers { try tree.write("\(path)/assign_\(kind)", line: "\(number)") }
      }
      return nil
    } catch {
      try? tree.write("\(path)/remove", line: "1")
      let fact = error.errno.map { ErrnoName.text($0) } ?? error.reason
      return "mdevctl fails to start mdev \(definition.uuid): \(error.path): \(fact)"
    }
  }
}
