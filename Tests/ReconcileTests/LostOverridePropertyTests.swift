import APHost
import APModel
import Glibc
import Reconcile
import Testing

@testable import FakeKernel
@testable import Twin

/// Random hosts that were kept by overrides, of which an adapter leaves, and maybe comes back.
@Suite
struct `A way to masks` {
  /// Masks are written, or put off, or the count that refuses them is one that nothing shows.
  @Test func `is refused by the kernel for a lost override that nothing shows, or not at all`()
    throws
  {
    var ends: [String: Int] = [:]
    // With the last one, a guest leaves an adapter that the first of two mask writes would have exposed.
    for seed in Array(1...Self.cases) + [1714] {
      var generator = ScenarioGenerator(seed: seed + 90_000, kernel: "7.1 overrides")
      let first = generator.scenario()
      var scenario = generator.scenario()
      scenario.target.ownership = .masks
      scenario.target.changesOwnership = true
      var host = first.kernel
      if let plan = Self.plan(MemoryTree(host), first.target) {
        let tree = MemoryTree(host)
        _ = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
        host = tree.kernel
      }
      Self.loseSomething(&host, &generator)
      let tree = MemoryTree(host)
      guard host.crash == nil, let plan = Self.plan(tree, scenario.target) else { continue }
      let end = try Self.end(plan, tree)
      #expect(end != "refused", "seed \(seed)\n\(scenario)\n\(ScenarioChecker.text(plan))")
      ends[end, default: 0] += 1
    }
    print("to masks: \(ends)")
    #expect(ends["later", default: 0] > 5 && ends["done", default: 0] > 5, "\(ends)")
  }

  private static func plan(_ tree: MemoryTree, _ target: Target) -> Plan? {
    ScenarioChecker.plan(tree, target)?.plan
  }

  private static func loseSomething(_ host: inout FakeKernel, _ generator: inout ScenarioGenerator)
  {
    let adapter = generator.pick(ScenarioGenerator.adapters)
    let returns = generator.oneIn(3)
    _ = host.apply(.hardware(.removeAdapter(adapter)))
    _ = host.apply(.scan)
    guard returns else { return }
    _ = host.apply(.hardware(.addAdapter(adapter, type: 13, mode: .cca)))
    _ = host.apply(.scan)
  }

  /// How a plan ends, and whether anything had shown that.
  private static func end(_ plan: Plan, _ tree: MemoryTree) throws -> String {
    let twin = try Twin(of: HostReader(tree, depth: .planning).snapshot(), reading: tree)
    let isShown = twin.kernel.bus.overrideCount == tree.kernel.bus.overrideCount
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    if report.failure != nil { return isShown ? "refused" : "hidden" }
    return plan.delays.contains { $0.hasPrefix("the host: masks") } ? "later" : "done"
  }

  private static let cases =
    getenv("APMATRIX_REHEARSALS").flatMap { UInt64(String(cString: $0)) } ?? 300
}
