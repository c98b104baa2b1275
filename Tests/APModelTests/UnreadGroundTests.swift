import APModel
import Testing

/// What could not be read is not known, and nothing is said because of it.
@Suite
struct `A part of sysfs that could not be read` {
  private static let queue = APQN(AdapterID(5), DomainID(4))
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private static func snapshot(without path: String) -> HostSnapshot {
    var snapshot = HostSnapshot(origin: "test")
    (snapshot.bus.adapterMask, snapshot.bus.domainMask) = (.all, .all)
    snapshot.drivers = ["cex4card", "cex4queue", "vfio_ap"]
    snapshot.cards = [Card(queue.adapter)]
    snapshot.problems = [ReadProblem(path: path, reason: "Input/output error")]
    return snapshot
  }

  private static func problems(_ snapshot: HostSnapshot) -> Set<Problem.Code> {
    Set(
      ProblemFinder(HostAnalysis(snapshot), declared: snapshot.declared) { $0 }.problems.map(\.code)
    )
  }

  @Test func `bares no card where it tells who has cards`() {
    for (path, isBare) in [("bus/ap/drivers/cex4card", false), ("bus/ap/ap_domain", true)] {
      let snapshot = Self.snapshot(without: path)
      #expect(snapshot.bareAdapters.isEmpty != isBare)
      #expect(Self.problems(snapshot).contains(.cardWithoutDriver) == isBare)
    }
  }

  @Test func `lets no declared guest be gone, nor a queue be free, where it tells of mdevs`() {
    for (path, isKnown) in [("devices/vfio_ap/matrix", false), ("bus/ap/ap_domain", true)] {
      var snapshot = Self.snapshot(without: path)
      snapshot.declared = [Self.uuid: "web01"]
      snapshot.queues = [Queue(Self.queue, driver: "vfio_ap")]
      #expect(Self.problems(snapshot).contains(.guestAbsent) == isKnown)
      let owners = HostAnalysis(snapshot).ownerships.map(\.owner)
      #expect(owners == [isKnown ? .passthrough : .somebody])
    }
  }

  @Test func `gives a queue without a driver to nobody only where it tells of bindings`() {
    for path in ["bus/ap/drivers/cex4queue", "bus/ap/devices", "bus/ap/ap_domain"] {
      var snapshot = Self.snapshot(without: path)
      snapshot.queues = [Queue(Self.queue)]
      let owners = HostAnalysis(snapshot).ownerships.map(\.owner)
      #expect(owners == [path == "bus/ap/ap_domain" ? .nobody : .unknown])
      let uses = HostAnalysis(snapshot).ownerships.map(\.isInUse)
      #expect(uses == [path == "bus/ap/ap_domain" ? false : nil])
    }
  }

  @Test
  func
    `leaves no queue of vfio_ap free beside an mdev of which a kernel without status tells nothing`()
  {
    for (isRead, owner) in [(true, QueueOwner.passthrough), (false, .somebody)] {
      var snapshot = Self.snapshot(without: "bus/ap/ap_domain")
      snapshot.queues = [Queue(Self.queue, driver: "vfio_ap")]
      var mdev = Mdev(Self.uuid)
      mdev.assigned = isRead ? Matrix() : nil
      snapshot.mdevs = [mdev]
      #expect(HostAnalysis(snapshot).ownerships.map(\.owner) == [owner])
    }
  }

  @Test func `leaves no override lost where it tells which queues are there`() {
    for (path, isLost) in [("bus/ap/devices", false), ("bus/ap/ap_domain", true)] {
      var snapshot = Self.snapshot(without: path)
      snapshot.capabilities.driverOverride = true
      var mdev = Mdev(Self.uuid)
      mdev.assigned = Matrix(Self.queue)
      snapshot.mdevs = [mdev]
      #expect(snapshot.lostOverrides.isEmpty != isLost)
    }
  }

  @Test func `leaves open who gets what appears where it is a mask`() {
    var bus = BusState()
    (bus.adapterMask, bus.domainMask) = (.all, nil)
    #expect(bus.arrival(of: Self.queue) == .unknown)
    bus.domainMask = .all
    #expect(bus.arrival(of: Self.queue) == .toHost)
    bus.domainMask = []
    #expect(bus.arrival(of: Self.queue) == .toGuests)
  }
}
