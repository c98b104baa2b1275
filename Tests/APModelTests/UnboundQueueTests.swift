import APModel
import Testing

/// Queues that nobody has although a driver that could have them is loaded, or because none could.
@Suite
struct `A queue without a driver that is not the host's` {
  private static let guest = "62177883-f1bb-47f0-914d-32a22e3a8804"

  /// The problems of a host with the adapter 5, whose queues without a driver have these overrides.
  private static func problems(
    _ overrides: [String?], reserved: AdapterSet = .all,
    drivers: [String] = ["cex4card", "cex4queue", "vfio_ap"],
    _ change: (inout HostSnapshot) -> Void = { _ in }
  ) -> [Problem] {
    var snapshot = HostSnapshot(origin: "test")
    snapshot.capabilities.driverOverride = true
    (snapshot.bus.adapterMask, snapshot.bus.domainMask) = (reserved, .all)
    snapshot.drivers = drivers
    var card = Card(AdapterID(5))
    card.driver = "cex4card"
    snapshot.cards = [card]
    snapshot.queues = overrides.enumerated().map { place, override in
      var queue = Queue(APQN(AdapterID(5), DomainID(UInt8(place))))
      queue.driverOverride = override
      return queue
    }
    change(&snapshot)
    return ProblemFinder(HostAnalysis(snapshot)) { $0 }.problems
      .filter { $0.code == .guestQueueWithoutDriver }
  }

  @Test func `is told where the masks leave it to vfio_ap`() {
    let problems = Self.problems([nil], reserved: .all.subtracting([AdapterID(5)]))
    #expect(
      problems == [
        Problem(
          .guestQueueWithoutDriver, .notice, "queue 05.0000",
          "05.0000 has no driver although vfio_ap is loaded and the masks leave it to vfio_ap",
          remedy: "write 05.0000 to /sys/bus/ap/drivers_probe")
      ])
  }

  /// vfio_ap_queue_ids begin with CEX4: no probe binds the queue.
  @Test func `is sent back to the host where its card is older than CEX4`() {
    let problems = Self.problems([nil], reserved: .all.subtracting([AdapterID(5)])) {
      $0.cards[0].hardwareType = 9
    }
    #expect(
      problems == [
        Problem(
          .guestQueueWithoutDriver, .notice, "queue 05.0000",
          "05.0000 has no driver: the masks leave it to vfio_ap, which takes CEX4 and later",
          remedy: "set its bits in apmask and aqmask")
      ])
  }

  /// 6.1 to 6.18 refuse a bit that gives the host a queue of an mdev, and what they do not refuse is guests', too.
  @Test(
    arguments: [
      ([6], "nothing: it stays without a driver while domain 0000 is the guests'"), ([], nil),
    ] as [([UInt8], String?)])
  func `stays where its domain is the guests'`(holders: [UInt8], remedy: String?) {
    let problems = Self.problems([nil]) { snapshot in
      snapshot.cards[0].hardwareType = 9
      snapshot.bus.domainMask = .all.subtracting([DomainID(0)])
      snapshot.mdevs = holders.map { Self.mdev($0, 0) }
    }
    #expect(problems.map(\.remedy) == [remedy ?? "set its bits in apmask and aqmask"])
  }

  @Test(arguments: [(true, true), (false, false)])
  func `names the mdev that has its adapter, where the kernel refuses the bit`(
    isReserved: Bool, isNamed: Bool
  ) {
    let problems = Self.problems([nil], reserved: .all.subtracting([AdapterID(5)])) { snapshot in
      snapshot.cards[0].hardwareType = 8
      snapshot.mdevs = [Self.mdev(5, 1)]
      if !isReserved { snapshot.bus.domainMask = .all.subtracting([DomainID(1)]) }
    }
    let first =
      "unassign adapter 05 from guest \(Self.guest) (until then the kernel refuses with EBUSY), then "
    #expect(
      problems.map(\.remedy) == [(isNamed ? first : "") + "set its bits in apmask and aqmask"])
  }

  private static func mdev(_ adapter: UInt8, _ domain: UInt8) -> Mdev {
    var mdev = Mdev(guest)
    mdev.assigned = Matrix(adapters: [AdapterID(adapter)], domains: [DomainID(domain)])
    return mdev
  }

  @Test func `is told once for all that an override leaves to vfio_ap`() {
    #expect(
      Self.problems(["vfio_ap", "vfio_ap"]) == [
        Problem(
          .guestQueueWithoutDriver, .notice, "queues 05.0000 05.0001",
          "05.0000 05.0001 have no driver although vfio_ap is loaded and their driver_override"
            + " names vfio_ap",
          remedy: "write each of 05.0000 05.0001 to /sys/bus/ap/drivers_probe")
      ])
  }

  @Test func `is told where its override names no driver that takes queues, once for each name`() {
    let problems = Self.problems(["nosuch", "cex4card", "nosuch"])
    #expect(
      problems.map(\.sentence) == [
        "05.0001 has no driver: its driver_override names cex4card, which does not take it",
        "05.0000 05.0002 have no driver: their driver_override names nosuch, which is not there",
      ])
    #expect(
      problems.map(\.remedy) == [
        "clear driver_override of 05.0001 and write it to /sys/bus/ap/drivers_probe",
        "clear driver_override of 05.0000 05.0002 and write each to /sys/bus/ap/drivers_probe,"
          + " or load nosuch",
      ])
    #expect(problems.allSatisfy { $0.severity == .warning })
  }

  @Test func `is told with the module where vfio_ap is not loaded`() {
    let problems = Self.problems(["vfio_ap"], drivers: ["cex4card", "cex4queue"])
    #expect(problems.map(\.object) == ["host"])
  }

  @Test(arguments: ["vfio_ap", "nosuch"])
  func `is told with the guest or the card where there is something to tell of these`(
    override: String
  ) {
    let assigned = Self.problems([override]) { snapshot in
      var mdev = Mdev(Self.guest)
      mdev.assigned = Matrix(adapters: [AdapterID(5)], domains: [DomainID(0)])
      snapshot.mdevs = [mdev]
    }
    #expect(assigned.isEmpty)
    #expect(Self.problems([override]) { $0.cards[0].driver = nil }.isEmpty)
  }

  @Test func `is not guessed where its override could not be read`() {
    let path = "devices/ap/card05/05.0000/driver_override"
    let problems = Self.problems([nil], reserved: .all.subtracting([AdapterID(5)])) {
      $0.problems = [ReadProblem(path: path, reason: "permission denied")]
    }
    #expect(problems.isEmpty)
  }
}
