import APModel
import FakeKernel
import Reconcile
import SystemPackage
import Testing

/// What a failed run takes back, while others change the same host.
@Suite
struct `Going back` {
  private static let kernels = ["6.1", "6.12", "7.1"]
  private static let mdevs = "devices/vfio_ap/matrix/"
  private static let create = mdevs + "mdev_supported_types/vfio_ap-passthrough/create"
  private static let apart = [
    (SmallHost.web, SmallHost.matrix([5], [4])), (SmallHost.database, SmallHost.matrix([6], [4])),
  ]
  private static let swapped = [
    (SmallHost.web, SmallHost.matrix([6], [4])), (SmallHost.database, SmallHost.matrix([5], [4])),
  ]

  private static func run(_ plan: Plan, _ tree: MemoryTree) -> ExecutionReport {
    Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
  }

  private static func matrix(_ uuid: String, _ tree: MemoryTree) -> Matrix? {
    tree.kernel.mdevs.first { $0.uuid == uuid }?.matrix
  }

  private static func mask(_ name: String, _ tree: MemoryTree) throws -> String {
    try text("bus/ap/" + name, tree)
  }

  private static func text(_ path: String, _ tree: MemoryTree) throws -> String {
    String(decoding: try tree.read(path), as: UTF8.self)
  }

  /// Two idle guests, each with an adapter of its own, and domain 4.
  private static func pair(_ kernel: String) -> SmallHost {
    var host = SmallHost(kernel, adapters: [5, 6, 7])
    host.guest(SmallHost.web, [5], [4])
    host.guest(SmallHost.database, [6], [4])
    return host
  }

  @Test(arguments: kernels)
  func `leaves a running guest what somebody else gave it`(kernel: String) throws {
    var host = SmallHost(kernel)
    host.guest(SmallHost.web, [5], [4])
    host.guest(SmallHost.database, [6], [4], runs: true)
    let plan = try #require(
      try host.plan([
        (SmallHost.web, SmallHost.matrix([5], [4, 0x47])),
        (SmallHost.database, SmallHost.matrix([6], [4, 0x47])),
      ]).plan)
    host.write(Self.mdevs + SmallHost.database + "/assign_domain", "0xab")
    let tree = MemoryTree(host.kernel)
    let report = Self.run(plan, tree)
    #expect(report.failure?.text.contains("guest g1 does not hold what it held") == true)
    #expect(tree.writes.allSatisfy { !$0.path.contains(SmallHost.database) }, "\(tree.writes)")
    #expect(Self.matrix(SmallHost.database, tree) == SmallHost.matrix([6], [4, 0xab]))
    // What was done for the other guest is whole, and stays.
    #expect(Self.matrix(SmallHost.web, tree) == SmallHost.matrix([5], [4, 0x47]))
    #expect(report.recovery == .notNeeded)
  }

  @Test(arguments: kernels, [false, true])
  func `removes its own mdev and no other, whoever uses that`(kernel: String, runs: Bool) throws {
    var host = SmallHost(kernel, adapters: [5, 6, 7])
    let plan = try #require(try host.plan(Self.apart).plan)
    // Somebody else makes the second mdev while the plan waits for its consent.
    host.guest(SmallHost.database, [7], [4], runs: runs)
    let tree = MemoryTree(host.kernel)
    let masks = try (Self.mask("apmask", tree), Self.mask("aqmask", tree))
    let report = Self.run(plan, tree)
    #expect(report.failure != nil)
    #expect(Self.matrix(SmallHost.web, tree) == nil)
    #expect(Self.matrix(SmallHost.database, tree) == SmallHost.matrix([7], [4]))
    #expect(try Self.mask("apmask", tree) == masks.0)
    #expect(try Self.mask("aqmask", tree) == masks.1)
    if case .impossible = report.recovery { Issue.record("\(report.recovery)") }
  }

  @Test(arguments: kernels)
  func `removes nothing that somebody else made empty`(kernel: String) throws {
    let host = SmallHost(kernel)
    let plan = try #require(try host.plan(Self.apart).plan)
    let number = try #require(
      plan.steps.compactMap(\.operation.write).firstIndex {
        $0 == AttributeWrite(Self.create, SmallHost.web)
      })
    let tree = MemoryTree(
      host.kernel, events: [number: [SmallHost.writing(Self.create, SmallHost.database)]])
    #expect(Self.run(plan, tree).failure?.text.contains("exists") == true)
    // The first guest is whole by then, and stays.
    #expect(Self.matrix(SmallHost.web, tree) == SmallHost.matrix([5], [4]))
    #expect(Self.matrix(SmallHost.database, tree) == Matrix())
  }

  @Test(arguments: kernels)
  func `leaves mask bits that others cleared, and sets its own again`(kernel: String) throws {
    let host = SmallHost(kernel, adapters: [5, 6, 7])
    let guest = (SmallHost.web, SmallHost.matrix([5], [4, 0x47, 0xab, 0xff]))
    let plan = try #require(try host.plan([guest]).plan)
    let number = try #require(
      plan.steps.compactMap(\.operation.write).firstIndex { $0.path == Self.create })
    let tree = MemoryTree(
      host.kernel, faults: [number: .errno(.noMemory)],
      events: [number: [SmallHost.writing("bus/ap/apmask", "-7")]])
    let report = Self.run(plan, tree)
    #expect(tree.writes.map(\.value).contains("+0x05"))
    // Bit 7 is the last of the second digit.
    #expect(try Self.mask("apmask", tree) == "0xfe" + String(repeating: "f", count: 62) + "\n")
    if case .done = report.recovery {} else { Issue.record("\(report.recovery)") }
  }

  @Test(arguments: kernels)
  func `touches no mask that this run did not write`(kernel: String) throws {
    var host = Self.pair(kernel)
    let plan = try #require(try host.plan(Self.swapped, reservation: .asNeeded).plan)
    host.write("bus/ap/apmask", "-7")
    let tree = MemoryTree(host.kernel)
    let report = Self.run(plan, tree)
    #expect(report.failure != nil)
    #expect(tree.writes.allSatisfy { !$0.path.hasPrefix("bus/ap/ap") }, "\(tree.writes)")
    #expect(Self.matrix(SmallHost.web, tree) == SmallHost.matrix([5], [4]))
    #expect(Self.matrix(SmallHost.database, tree) == SmallHost.matrix([6], [4]))
  }

  @Test(arguments: kernels)
  func `takes nothing from a guest that was started meanwhile`(kernel: String) throws {
    let host = Self.pair(kernel)
    let plan = try #require(try host.plan(Self.swapped).plan)
    let number = try #require(
      plan.steps.compactMap(\.operation.write).lastIndex { $0.path.contains(SmallHost.database) })
    let tree = MemoryTree(
      host.kernel, faults: [number: .errno(.noMemory)],
      events: [number: [.guest(uuid: SmallHost.web, open: true)]])
    let report = Self.run(plan, tree)
    #expect(Self.matrix(SmallHost.web, tree) == SmallHost.matrix([6], [4]))
    guard case .impossible(let reasons) = report.recovery else {
      Issue.record("\(report.recovery)")
      return
    }
    #expect(reasons.first == "guest g0 is running and would lose 06.0004")
    #expect(reasons.last?.contains("06.0004 belongs to mdev \(SmallHost.web)") == true)
  }

  @Test(arguments: kernels)
  func `stops at one object and goes on with the rest`(kernel: String) throws {
    let host = SmallHost(kernel)
    let plan = try #require(try host.plan(Self.apart).plan)
    let writes = plan.steps.compactMap(\.operation.write)
    let number = try #require(writes.firstIndex { $0.path.contains("/\(SmallHost.database)/") })
    // The first guest is whole, the second mdev was made, and somebody else already uses that.
    let tree = MemoryTree(
      host.kernel, faults: [number: .errno(.noMemory)],
      events: [
        number: [
          SmallHost.writing(Self.mdevs + SmallHost.database + "/assign_adapter", "6")
        ]
      ])
    let report = Self.run(plan, tree)
    #expect(Self.matrix(SmallHost.web, tree) == SmallHost.matrix([5], [4]))
    #expect(Self.matrix(SmallHost.database, tree) == SmallHost.matrix([6], []))
    #expect(
      report.recovery == .impossible(["guest g1: somebody else has changed it meanwhile"]))
  }
}
