import APModel
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import FakeKernel

/// Others change the host between plan and execution, and some write fails besides.
@Suite
struct `A change that somebody else made` {
  private static let create =
    "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create"

  /// What somebody else does: masks, mdevs of their own, more for an mdev, guests that start.
  static func event(_ random: inout SeededGenerator) -> HostOperation {
    let mdev =
      "devices/vfio_ap/matrix/" + ScenarioGenerator.uuid(.random(in: 0..<4, using: &random))
    let number = [1, 2, 4, 5, 6, 7, 9, 12].randomElement(using: &random) ?? 1
    switch Int.random(in: 0..<7, using: &random) {
    case 0: return SmallHost.writing("bus/ap/apmask", "-\(number)")
    case 1: return SmallHost.writing("bus/ap/aqmask", "-\(number)")
    case 2:
      return SmallHost.writing(create, ScenarioGenerator.uuid(.random(in: 0..<4, using: &random)))
    case 3: return SmallHost.writing(mdev + "/assign_adapter", "\(number)")
    case 4: return SmallHost.writing(mdev + "/assign_domain", "\(number)")
    case 5: return SmallHost.writing(mdev + "/unassign_adapter", "\(number)")
    default:
      return .guest(
        uuid: ScenarioGenerator.uuid(.random(in: 0..<4, using: &random)), open: true)
    }
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `is not undone, and no running guest loses by it`(kernel: String) {
    var recovered = 0
    for seed in (UInt64(1)...1_500).sampled {
      var generator = ScenarioGenerator(seed: seed + 90_000, kernel: kernel)
      let scenario = generator.scenario()
      let before = MemoryTree(scenario.kernel, used: scenario.used)
      guard let plan = ScenarioChecker.plan(before, scenario.target)?.plan, !plan.isEmpty,
        scenario.allowsDisruption || plan.consents.isEmpty
      else { continue }
      var random = SeededGenerator(seed: seed)
      var host = scenario.kernel
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        _ = host.apply(Self.event(&random))
      }
      if host.crash != nil { continue }
      let number = Int.random(in: 0..<6, using: &random)
      let (tree, violation) = ScenarioChecker.guarded(
        host, scenario, faults: Bool.random(using: &random) ? [number: .errno(.noMemory)] : [:])
      let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment)
        .run(plan)
      if report.recovery != .notNeeded { recovered += 1 }
      let problem = violation() ?? Self.undone(scenario.kernel, host, tree.kernel, report)
      #expect(problem == nil, "seed \(seed)\n\(scenario)\n\(ScenarioChecker.text(plan))\n\(report)")
      if problem != nil { return }
    }
    #expect(recovered > 100 / Sample.step)
  }

  /// What of a foreign change is gone although the run failed; nil if all is there.
  private static func undone(
    _ origin: FakeKernel, _ host: FakeKernel, _ now: FakeKernel, _ report: ExecutionReport
  ) -> String? {
    guard report.failure != nil else { return nil }
    for mdev in host.mdevs {
      let old = origin.mdevs.first { $0.uuid == mdev.uuid }
      guard old?.matrix != mdev.matrix || old?.isOpen != mdev.isOpen else { continue }
      guard let new = now.mdevs.first(where: { $0.uuid == mdev.uuid }) else {
        return "\(mdev.uuid) was removed"
      }
      if old?.matrix != mdev.matrix, new.matrix != mdev.matrix { return "\(mdev.uuid) was changed" }
    }
    for adapter in origin.bus.apmask.subtracting(host.bus.apmask)
    where now.bus.apmask.contains(adapter) {
      return "adapter \(adapter) was reserved again"
    }
    for domain in origin.bus.aqmask.subtracting(host.bus.aqmask)
    where now.bus.aqmask.contains(domain) {
      return "domain \(domain) was reserved again"
    }
    return nil
  }
}
