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
    let plan = try #require(try host.plan(guests, insists: kernel == "6.1").plan)
    let tree = MemoryTree(host.kernel)
    var environment = ScenarioChecker.environment
    environment.insists = kernel == "6.1"
    let report = Executor(tree: tree, lock: nil, environment: environment).run(plan)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
    #expect(tree.kernel.crash == nil)
    for (uuid, matrix) in guests {
      #expect(tree.kernel.mdevs.first { $0.uuid == uuid }?.matrix == matrix)
    }
    let second = Planner.plan(
      from: try HostReader(tree, depth: .full, insists: kernel == "6.1").snapshot(),
      to: plan.target, insists: true)
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

  @Test(arguments: [("6.1", false), ("6.1", true), ("6.12", false), ("7.1", false)])
  func `is not led, unasked, to where its guests can't be read`(
    kernel: String, insists: Bool
  ) throws {
    // 8 queues for the guest; the masks give vfio_ap 8 x 85 of them.
    let host = SmallHost(kernel, adapters: Array(0..<16), domains: Array(0..<85))
    let guest = (SmallHost.web, SmallHost.matrix(Array(0..<8), [1]))
    let masks = HostReservation.masks(
      adapters: AdapterSet.all.subtracting(guest.1.adapters), domains: .all)
    let planning = try host.plan([guest], reservation: masks, insists: insists)
    guard kernel == "6.1", !insists else {
      #expect(planning.plan != nil, "\(planning.obstacles)")
      return
    }
    #expect(planning.obstacles.map(\.rule) == [.notReadable])
    #expect(planning.obstacles.first?.fact.hasPrefix("vfio_ap would have 680 queues") == true)
    #expect(planning.obstacles.first?.remedy.hasSuffix("--insist") == true)
    // Without an mdev there is nothing that could not be read.
    #expect(try host.plan([], reservation: masks).plan != nil)
  }
}
