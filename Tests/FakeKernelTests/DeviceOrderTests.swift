import APModel
import Testing

@testable import FakeKernel

/// What somebody sees who reads a fake host's directory while an operation changes it.
@Suite
struct `A device that the bus of a fake host lists` {
  /// The paths that a reader may find in the middle of an operation.
  private struct Shown {
    private var paths: Set<String>

    init(_ kernel: FakeKernel) {
      paths = Set(TreeDifference(from: nil, to: kernel, kernel.everything).written.map(\.path))
    }

    /// The listed devices that are not there, at any moment of a change.
    mutating func missing(_ difference: TreeDifference) -> Set<String> {
      var missing: Set<String> = []
      for (path, _) in difference.removed {
        paths.remove(path)
        missing.formUnion(absent)
      }
      for change in difference.written where change.isNew {
        paths.insert(change.path)
        missing.formUnion(absent)
      }
      return missing
    }

    private var absent: [String] {
      paths.filter { path in
        let words = path.split(separator: "/")
        guard path.hasPrefix("bus/ap/devices/"), let name = words.last else {
          // The module's device is there longer than its driver.
          return path == "bus/ap/drivers/vfio_ap" && !paths.contains("devices/vfio_ap/matrix")
        }
        let card = name.prefix { $0 != "." }
        return !paths.contains(
          name == card ? "devices/ap/\(name)" : "devices/ap/card\(card)/\(name)")
      }
    }
  }

  @Test(arguments: [UInt64(1), 2, 4], [KernelCapabilities.linux6_12, .linux7_1])
  func `is there at every moment, as a kernel has it`(
    seed: UInt64, capabilities: KernelCapabilities
  ) throws {
    var kernel = FakeKernel.booted(capabilities, hardware: RandomOperations.hardware)
    var operations = RandomOperations(seed: seed)
    var shown = Shown(kernel)
    var moved = 0
    for _ in 0..<60 {
      let before = kernel
      let operation = operations.next(kernel)
      let answer = kernel.apply(operation)
      let difference = TreeDifference(from: before, to: kernel, answer.changes)
      if !difference.isFlat { moved += 1 }
      #expect(shown.missing(difference).isEmpty, "seed \(seed): \(operation)")
    }
    #expect(moved > 0)
  }
}
