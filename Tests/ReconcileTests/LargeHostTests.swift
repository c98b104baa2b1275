import APHost
import APModel
import FakeKernel
import Reconcile
import Testing

/// More queues than `matrix` has room for, where an old kernel dies of reading it.
@Suite
struct `A host with 1,360 queues` {
  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `is brought to what is declared without reading what could stop it`(kernel: String) throws {
    let host = SmallHost(
      kernel, adapters: Array(0..<16), domains: Array(0..<85))
    let guests = (0..<20).map { number in
      (
        "00000000-0000-4000-8000-0000000000\(number + 10)",
        SmallHost.matrix(Array(0..<16), [UInt8(number * 4), UInt8(number * 4 + 1)])
      )
    }
    let plan = try #require(try host.plan(guests).plan)
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
    #expect(tree.kernel.crash == nil)
    for (uuid, matrix) in guests {
      #expect(tree.kernel.mdevs.first { $0.uuid == uuid }?.matrix == matrix)
    }
    let second = Planner.plan(
      from: try HostReader(tree, depth: .full, insists: kernel == "6.1").snapshot(),
      to: plan.target)
    #expect(second.plan?.isEmpty == true, "\(second.obstacles)")
  }

  @Test func `with a guest of 512 queues is refused where it can't be read back`() throws {
    let host = SmallHost("6.1", adapters: Array(0..<16), domains: Array(0..<85))
    let guest = (SmallHost.web, SmallHost.matrix(Array(0..<16), Array(0..<32)))
    #expect(try host.plan([guest]).obstacles.map(\.rule) == [.notReadable])
    #expect(
      try SmallHost("6.12", adapters: Array(0..<16), domains: Array(0..<85)).plan([guest]).plan
        != nil)
  }
}
