import APModel
import Reconcile
import TestSupport
import Testing

/// The kernels with `ap_config`, which takes a guest's matrix as a whole.
@Suite
struct `Guests that are made whole one after the other` {
  private static let kernels = ["6.12", "7.1"]
  private static let apart = [
    (SmallHost.web, SmallHost.matrix([5], [4])), (SmallHost.database, SmallHost.matrix([6], [4])),
  ]

  private static func config(_ uuid: String) -> String {
    "devices/vfio_ap/matrix/\(uuid)/ap_config"
  }

  private static func run(_ plan: Plan, _ tree: CountingTree) -> ExecutionReport {
    Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
  }

  @Test(arguments: kernels)
  func `have their mdev and its matrix before the next one's turn`(kernel: String) throws {
    let plan = try #require(try SmallHost(kernel).plan(Self.apart).plan)
    let turns = plan.steps.filter { $0.phase == .create || $0.phase == .acquire }
    #expect(
      turns.map(\.operation.uuid)
        == [SmallHost.web, SmallHost.web, SmallHost.database, SmallHost.database])
    #expect(turns.map(\.phase) == [.create, .acquire, .create, .acquire])
    let phases = plan.steps.map(\.phase)
    #expect(phases == phases.sorted())
  }

  /// What was written is read back; where the kernel could cut `guest_matrix` off, what is assigned is
  /// read once more before that.
  @Test(arguments: [("6.12", 2), ("7.1", 1)])
  func `cost no read of the others' matrices`(kernel: String, reads: Int) throws {
    let host = SmallHost(kernel)
    let plan = try #require(try host.plan(Self.apart).plan)
    let tree = CountingTree(MemoryTree(host.kernel))
    #expect(Self.run(plan, tree).isComplete)
    let written = try #require(
      tree.log.firstIndex { $0 == "write " + Self.config(SmallHost.web) })
    let later = tree.log[written...].filter { $0 == "read " + Self.config(SmallHost.web) }
    #expect(later.count == reads, "\(tree.log)")
  }

  @Test(arguments: kernels)
  func `name who took a queue in between, and are planned again`(kernel: String) throws {
    let host = SmallHost(kernel)
    let plan = try #require(try host.plan(Self.apart).plan)
    let number = try #require(
      plan.steps.compactMap(\.operation.write).firstIndex {
        $0.path == Self.config(SmallHost.web)
      })
    let other = "30820a6f-b1a5-4503-91ca-0c10ba58692a"
    let parent = "devices/vfio_ap/matrix/"
    let tree = MemoryTree(
      host.kernel,
      events: [
        number: [
          SmallHost.writing(parent + "mdev_supported_types/vfio_ap-passthrough/create", other),
          SmallHost.writing(parent + other + "/assign_adapter", "5"),
          SmallHost.writing(parent + other + "/assign_domain", "4"),
        ]
      ])
    let report = Self.run(plan, CountingTree(tree))
    let failure = try #require(report.failure)
    #expect(failure.text.contains("the host has changed since it was planned: 05.0004 belongs to"))
    #expect(failure.text.contains(other))
  }
}
