import APHost
import APModel
import FakeKernel
import Reconcile
import Sysfs
import TestSupport
import Testing

/// Queues of mdevs that a driver of the host has: an adapter that left came back, without its overrides.
@Suite
struct `A queue that is exposed to programs of the host` {
  private static let matrix = SmallHost.matrix([5], [4, 0x47])
  private static let queue = APQN(AdapterID(5), DomainID(4))

  /// A host by overrides, with a running guest whose adapter has been away.
  private static func host() throws -> SmallHost {
    var host = SmallHost("7.1")
    let plan = try #require(
      try host.plan([(SmallHost.web, matrix)], ownership: .driverOverride).plan)
    let tree = MemoryTree(host.kernel)
    run(plan, tree)
    for line in tree.writes { host.write(line.path, line.value) }
    host.start(SmallHost.web)
    host.change(.removeAdapter(AdapterID(5)))
    host.change(.addAdapter(AdapterID(5), type: 14, mode: .cca))
    return host
  }

  private static func snapshot(_ tree: MemoryTree) throws -> HostSnapshot {
    try HostReader(tree, depth: .full).snapshot()
  }

  private static func run(_ plan: Plan, _ tree: MemoryTree) {
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(String(describing: report.failure))")
  }

  /// Whoever sends the next request there uses the guest's keys, and zcrypt sends it elsewhere once the queue is gone.
  @Test(arguments: [(0, 0), (3, 0), (3, 2)])
  func `is taken back unless a request is under way in it`(sent: Int, pending: Int) throws {
    let host = try Self.host()
    let tree = MemoryTree(host.kernel)
    tree.apply([.requests(Self.queue, sent: sent, pending: pending)])
    let snapshot = try Self.snapshot(tree)
    #expect(HostAnalysis(snapshot).ownerships.count(where: \.isConflict) == 2)
    let target = Target(
      ownership: .driverOverride, reservation: .derive,
      guests: [GuestTarget(name: "web01", uuid: SmallHost.web, matrix: Self.matrix)])
    let plan = try #require(Planner.plan(from: snapshot, to: target).plan)
    guard pending == 0 else {
      #expect(plan.consents == [.host(QueueSet([Self.queue]), .pending(pending))])
      return
    }
    #expect(plan.consents.isEmpty && !plan.isEmpty)
    // More of them come and are answered meanwhile.
    tree.apply([.requests(Self.queue, sent: 5, pending: 0)])
    Self.run(plan, tree)
    #expect(!HostAnalysis(try Self.snapshot(tree)).ownerships.contains(where: \.isConflict))
  }

  /// Whoever may use it, by a node that is open, a file or a counter, would use the guest's keys.
  @Test(arguments: [true, false], [true, false])
  func `is taken back also from a program, and the host's own queue is not`(
    isOpen: Bool, grows: Bool
  ) throws {
    let own = APQN(AdapterID(5), DomainID(0xab))
    var host = try Self.host()
    var users = QueueUsers()
    for queue in [Self.queue, own] {
      if isOpen {
        users.programs[queue] = ["qemu (pid 7)"]
      } else {
        users.files[queue] = ["/etc/x"]
      }
    }
    var watch = UseWatch(span: 30)
    _ = watch.look(at: try host.snapshot.queues, users: users, now: 0)
    if grows { for queue in [Self.queue, own] { host.send(queue, sent: 3, pending: 0) } }
    var snapshot = try host.snapshot
    snapshot.uses = watch.look(at: snapshot.queues, users: users, now: 9)
    try #require(snapshot.uses?.uses[Self.queue] != nil)
    for (domains, isAsked) in [([4, 0x47], false), ([4, 0x47, 0xab], true)] as [([UInt8], Bool)] {
      let target = Target(
        ownership: .driverOverride, reservation: .derive,
        guests: [
          GuestTarget(name: "web01", uuid: SmallHost.web, matrix: SmallHost.matrix([5], domains))
        ])
      let plan = try #require(Planner.plan(from: snapshot, to: target).plan)
      let asked = plan.consents.compactMap { consent -> [APQN]? in
        if case .host(let queues, _) = consent { queues.queues.map(\.self) } else { nil }
      }
      #expect(asked == (isAsked ? [[own]] : []), "\(plan.consents)")
    }
  }

  /// Its own mdev does not keep it.
  @Test func `is taken for another guest only as any queue of the host is`() throws {
    var host = try Self.host()
    host.stop(SmallHost.web)
    host.send(Self.queue, sent: 3, pending: 0)
    let target = Target(
      ownership: .driverOverride, reservation: .derive,
      guests: [
        GuestTarget(name: "web01", uuid: SmallHost.web, matrix: SmallHost.matrix([5], [0x47])),
        GuestTarget(name: "db01", uuid: SmallHost.database, matrix: SmallHost.matrix([5], [4])),
      ])
    let plan = try #require(Planner.plan(from: try host.snapshot, to: target).plan)
    let asked = Consent.host(QueueSet([Self.queue]), .unwatched(count: 3))
    #expect(plan.consents.contains(asked), "\(plan.consents)")
  }

  /// What no mdev is assigned is still the host's.
  @Test func `is no leave to take others`() throws {
    var host = try Self.host()
    let other = APQN(AdapterID(5), DomainID(0xab))
    host.send(other, sent: 3, pending: 1)
    let wider = SmallHost.matrix([5], [4, 0x47, 0xab])
    let plan = try #require(
      try host.plan([(SmallHost.web, wider)], ownership: .driverOverride).plan)
    #expect(
      plan.consents == [.host(QueueSet([other]), .pending(1))])
  }

  /// The mdev stays (`unmanaged: leave`), and so does what it is assigned.
  @Test func `is taken back from the host also where nobody declares its guest`() throws {
    let host = try Self.host()
    let tree = MemoryTree(host.kernel)
    let plan = try #require(try host.plan([], ownership: .driverOverride).plan)
    #expect(plan.consents.isEmpty && !plan.isEmpty)
    Self.run(plan, tree)
    let guest = try #require(HostAnalysis(try Self.snapshot(tree)).guests.first)
    #expect(guest.missing.isEmpty && guest.effective == Self.matrix)
  }

  /// A single change is about what it names.
  @Test func `is left alone by a change of another guest`() throws {
    let host = try Self.host()
    let plan = try #require(
      try host.plan(
        [(SmallHost.database, SmallHost.matrix([6], [4]))], reservation: .asNeeded,
        ownership: .driverOverride
      ).plan)
    #expect(!plan.steps.contains { "\($0.operation)".contains("\(Self.queue)") })
  }
}
