import APModel
import Testing

/// A card that no driver has although one is loaded.
@Suite
struct `A card without a driver` {
  private static let name = APQN(AdapterID(6), DomainID(4))

  private static func problems(
    driver: String? = nil, override: String? = nil, isLoaded: Bool = true, type: Int? = nil,
    others: [String] = [], mask: AdapterSet = .all, probes: Bool = true
  ) -> [String] {
    var snapshot = HostSnapshot(origin: "test")
    (snapshot.bus.adapterMask, snapshot.bus.domainMask) = (mask, .all)
    snapshot.bus.driversAutoprobe = probes
    snapshot.drivers = isLoaded ? ["cex4card", "cex4queue", "vfio_ap"] + others : []
    snapshot.cards = [Card(AdapterID(6))]
    snapshot.cards[0].hardwareType = type
    var queue = Queue(name, driver: driver)
    queue.driverOverride = override
    snapshot.queues = [queue]
    return ProblemFinder(HostAnalysis(snapshot), declared: [:]) { $0 }.problems
      .filter { $0.code == .cardWithoutDriver }
      .map { "\($0.severity.rawValue) \($0.remedy)" }
  }

  private static let danger = ["critical write card06 to /sys/bus/ap/drivers_probe first"]
  private static let warning = ["warning write card06 to /sys/bus/ap/drivers_probe"]

  /// Whatever gives such a queue to the host crashes the kernel, by the masks or by an override.
  @Test func `is a danger while a queue of it waits for the host`() {
    #expect(Self.problems() == Self.danger)
    #expect(Self.problems(override: "cex4queue") == Self.danger)
  }

  /// A usage domain that this LPAR gets brings one, and the kernel probes it at once.
  @Test(arguments: [("cex4queue", nil), ("vfio_ap", "vfio_ap")] as [(String, String?)])
  func `is a danger before one comes that would be the host's`(driver: String, override: String?) {
    let own = Self.warning.map { $0.replacing("warning", with: "critical") }
    #expect(Self.problems(driver: driver, override: override) == own)
    let six: AdapterSet = [AdapterID(6)]
    #expect(
      Self.problems(driver: driver, override: override, mask: .all.subtracting(six))
        == Self.warning)
    #expect(Self.problems(driver: driver, override: override, probes: false) == Self.warning)
  }

  @Test func `is none where no driver is loaded`() {
    #expect(Self.problems(isLoaded: false).isEmpty)
  }

  /// The tables of cex4card and cex4queue begin with hwtype 10, so that neither ever gets an older card's queue.
  @Test(
    arguments: [
      (9, ["cex2card", "cex2cqueue"], ["cex2acard", "cex2aqueue"]),
      (8, ["cex2acard", "cex2aqueue"], ["cex2card", "cex2cqueue"]),
    ] as [(Int, [String], [String])])
  func `is judged by the drivers of its own type`(type: Int, own: [String], others: [String]) {
    #expect(Self.problems(type: type).isEmpty)
    #expect(Self.problems(type: type, others: others).isEmpty)
    #expect(Self.problems(type: type, others: own) == Self.danger)
    #expect(Self.problems(type: 10) == Self.danger)
  }

  @Test(arguments: [(9, "cex2cqueue", "zcrypt_cex2c"), (8, "cex2aqueue", "zcrypt_cex2a")])
  func `needs the module of its type`(type: Int, driver: String, module: String) {
    var snapshot = HostSnapshot(origin: "test")
    (snapshot.bus.adapterMask, snapshot.bus.domainMask) = (.all, .all)
    snapshot.drivers = ["cex4card", "cex4queue", "vfio_ap"]
    snapshot.cards = [Card(Self.name.adapter)]
    snapshot.cards[0].hardwareType = type
    snapshot.queues = [Queue(Self.name)]
    let problems = ProblemFinder(HostAnalysis(snapshot), declared: [:]) { $0 }.problems
    #expect(
      problems == [
        Problem(
          .hostQueueWithoutDriver, .notice, "host",
          "\(driver) is not loaded, so nobody has 06.0004",
          remedy: "modprobe \(module), if the host is to use them")
      ])
  }
}
