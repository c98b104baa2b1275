import APHost
import APModel
import FakeKernel
import Report
import SystemPackage
import TestSupport
import Testing

/// What explain says of mask bits, held against the answers of the kernel that the host was recorded on.
@Suite
struct `The way of a queue back to the host` {
  @Test(arguments: RecordedHost.small.sampled)
  func `is refused by the kernel exactly where explain says so`(recording: RecordedHost) throws {
    let tree = try recording.tree()
    let snapshot = try HostReader(tree, depth: .full).snapshot()
    let report = ExplainReport(HostAnalysis(snapshot))
    let capabilities = KernelCapabilities(kernel: recording.kernel) ?? .linux7_1
    let kernel = ShownKernel(
      snapshot, parameters: BootParameters(reading: tree), as: capabilities
    ).kernel
    for queue in snapshot.queues where queue.isBoundToVFIO {
      let lines = report.lines(queue: queue.id).joined(separator: " ")
      let advice = lines.split(separator: " ").joined(separator: " ")
      if advice.contains("or set its bits in apmask and aqmask to give it to the host") {
        #expect(!Self.isRefused(queue.id, kernel), "\(queue.id)")
      } else if advice.contains("until then the kernel refuses with EBUSY") {
        #expect(Self.isRefused(queue.id, kernel), "\(queue.id)")
      }
    }
  }

  /// Sets both bits on a copy of the kernel.
  private static func isRefused(_ queue: APQN, _ kernel: FakeKernel) -> Bool {
    var kernel = kernel
    return [("apmask", queue.adapter.number), ("aqmask", queue.domain.number)].contains {
      mask, bit in
      let write = HostOperation.write(path: "bus/ap/\(mask)", data: Array("+\(bit)\n".utf8))
      return kernel.apply(write).outcome == .refused(.resourceBusy)
    }
  }
}
