import APHost
import APModel
import FakeKernel
import Reconcile
import SystemPackage
import TestSupport
import Testing
import Twin

/// From overrides to masks and from masks to overrides, which the kernel never takes together.
@Suite
struct `The way from one ownership to the other` {
  private static let guests = [
    (SmallHost.web, SmallHost.matrix([5], [4])),
    (SmallHost.database, SmallHost.matrix([6], [0x47])),
  ]

  /// A host with two guests, the first running, that this way hands over.
  private static func host(_ ownership: Ownership, runs: Bool) throws -> SmallHost {
    var host = SmallHost("7.1", domains: [4, 0x47])
    try run(&host, ownership)
    if runs { host.start(SmallHost.web) }
    return host
  }

  private static func plan(_ host: SmallHost, _ ownership: Ownership) throws -> Planning {
    try host.plan(guests, ownership: ownership, changes: true)
  }

  private static func scenario(_ ownership: Ownership) -> Scenario {
    var target = Target(ownership: ownership, reservation: .derive)
    target.changesOwnership = true
    target.guests = guests.enumerated().map {
      GuestTarget(name: "g\($0)", uuid: $1.0, matrix: $1.1)
    }
    return Scenario(kernelName: "7.1", hardware: Hardware(), target: target)
  }

  /// Plans and executes, with every safety rule held after each write.
  private static func run(_ host: inout SmallHost, _ ownership: Ownership) throws {
    let planning = try plan(host, ownership)
    let plan = try #require(planning.plan, "\(planning.obstacles)")
    let (tree, violation) = ScenarioChecker.guarded(host.kernel, scenario(ownership))
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(violation() == nil, "\(ScenarioChecker.text(plan))")
    #expect(report.isComplete, "\(String(describing: report.failure))")
    for line in tree.writes { host.write(line.path, line.value) }
    #expect(try Self.plan(host, ownership).plan?.isEmpty == true)
  }

  @Test(arguments: [false, true])
  func `to masks keeps everything of every guest at every step`(runs: Bool) throws {
    var host = try Self.host(.driverOverride, runs: runs)
    try Self.run(&host, .masks)
    let snapshot = try host.snapshot
    #expect(snapshot.queues.allSatisfy { $0.driverOverride == nil })
    #expect(host.kernel.mdevs.map(\.shadow.queueCount) == [1, 1])
    #expect(snapshot.bus.adapterMask != .all || snapshot.bus.domainMask != .all)
  }

  @Test func `to masks can be cut anywhere, and the next plan goes on`() throws {
    let host = try Self.host(.driverOverride, runs: true)
    let plan = try #require(try Self.plan(host, .masks).plan)
    let writes = plan.steps.compactMap(\.operation.write)
    for cut in 1..<writes.count {
      var copy = host
      for write in writes.prefix(cut) { copy.write(write.path, write.value) }
      let next = try #require(try Self.plan(copy, .masks).plan)
      let tree = MemoryTree(copy.kernel)
      let twin = try Twin(of: HostReader(tree, depth: .planning).snapshot(), reading: tree)
      #expect(try twin.rehearse(next).obstacle == nil)
      try Self.run(&copy, .masks)
      #expect(copy.kernel.mdevs.map(\.shadow.queueCount) == [1, 1])
    }
  }

  @Test func `to masks returns all queues where no guest is declared`() throws {
    var host = SmallHost("7.1")
    host.write("devices/ap/card05/05.0004/driver_override", "vfio_ap")
    host.write("bus/ap/drivers/cex4queue/unbind", "05.0004")
    host.write("bus/ap/drivers_probe", "05.0004")
    let plan = try #require(try host.plan([], changes: true).plan)
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete)
    #expect(tree.kernel.hostQueues.count == 8)
    #expect(try tree.read("devices/ap/card05/05.0004/driver_override") == [10])
  }

  @Test func `to overrides asks before stopped guests' queues pass through the host`() throws {
    var host = try Self.host(.masks, runs: false)
    let plan = try #require(try Self.plan(host, .driverOverride).plan)
    #expect(
      plan.consents.map(\.text) == [
        "the host's driver would have 05.0004, 06.0047 for a moment, with the keys that guests have"
          + " there"
      ])
    try Self.run(&host, .driverOverride)
    #expect(try host.snapshot.bus.adapterMask == .all)
    #expect(host.kernel.mdevs.map(\.shadow.queueCount) == [1, 1])
  }

  @Test func `to overrides can't be had while a guest runs, and says so`() throws {
    let host = try Self.host(.masks, runs: true)
    let obstacles = try Self.plan(host, .driverOverride).obstacles
    #expect(obstacles.map(\.rule) == [.otherOwnership])
    #expect(obstacles.first?.fact.contains("would lose all its queues") == true)
    #expect(obstacles.first?.remedy.hasPrefix("stop the guest") == true)
  }

  /// Beside masks of its own parameters the kernel takes an override, and then no mask write (EINVAL).
  @Test(arguments: [false, true])
  func `is closed where both are in force`(changes: Bool) throws {
    let mask = "0xfb" + String(repeating: "f", count: 62)
    var host = SmallHost("7.1", parameters: BootParameters(apmask: mask))
    host.write("devices/ap/card06/06.0004/driver_override", "vfio_ap")
    let snapshot = try host.snapshot
    #expect(snapshot.queues.contains { $0.driverOverride != nil })
    host.write("bus/ap/apmask", "+5")
    #expect(try host.snapshot.bus.adapterMask?.contains(AdapterID(5)) == false)
    let planning = try host.plan(Self.guests, ownership: .driverOverride, changes: changes)
    #expect(planning.obstacles.map(\.rule) == [.otherOwnership])
    #expect(planning.obstacles.first?.remedy.hasPrefix("declare \"ownership: masks\"") == true)
    let way = try host.plan(Self.guests, ownership: .masks, changes: true).plan
    let queue = APQN(AdapterID(6), DomainID(4))
    #expect(way?.steps.first?.operation == .override(queue, driver: nil))
  }

  /// What is imported leads out of that, without a queue that changes hands.
  @Test func `is imported with the way to masks`() throws {
    let mask = "0xfb" + String(repeating: "f", count: 62)
    var host = SmallHost("7.1", domains: [4, 0x47], parameters: BootParameters(apmask: mask))
    host.write("devices/ap/card06/06.0004/driver_override", "vfio_ap")
    host.write("bus/ap/drivers/cex4queue/unbind", "06.0004")
    host.write("bus/ap/drivers_probe", "06.0004")
    let matrix = "devices/vfio_ap/matrix/"
    host.write(matrix + "mdev_supported_types/vfio_ap-passthrough/create", SmallHost.web)
    host.write(matrix + "\(SmallHost.web)/assign_adapter", "6")
    host.write(matrix + "\(SmallHost.web)/assign_domain", "4")
    let owners = host.kernel.vfioQueues
    let imported = ImportedHost(try host.snapshot, [], rules: nil)
    #expect(imported.ownership == .masks)
    let text = ConfigurationWriter.text(imported)
    let configuration = try #require(
      ConfigurationChecker.read(Array(text.utf8), file: "import.yaml").configuration, "\(text)")
    let plan = try #require(
      Planner.plan(from: try host.snapshot, to: Target(configuration)).plan)
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
    #expect(tree.kernel.vfioQueues == owners)
  }

  /// `masks set` is no declaration of how the host is kept.
  @Test func `is no matter of a single change`() throws {
    let host = try Self.host(.driverOverride, runs: false)
    let planning = Planner.plan(from: try host.snapshot, to: SingleChange.masks(.full))
    #expect(planning.obstacles.map(\.rule) == [.otherOwnership])
  }
}
