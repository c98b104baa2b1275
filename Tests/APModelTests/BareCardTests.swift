import APModel
import Testing

/// A card that no driver has although one is loaded.
@Suite
struct `A card without a driver` {
  private static let name = APQN(AdapterID(6), DomainID(4))

  private static func problems(
    driver: String? = nil, override: String? = nil, isLoaded: Bool = true
  ) -> [String] {
    var snapshot = HostSnapshot(origin: "test")
    (snapshot.bus.adapterMask, snapshot.bus.domainMask) = (.all, .all)
    snapshot.drivers = isLoaded ? ["cex4card", "cex4queue", "vfio_ap"] : []
    snapshot.cards = [Card(AdapterID(6))]
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

  @Test func `is a problem before one does`() {
    #expect(Self.problems(driver: "cex4queue") == Self.warning)
    #expect(Self.problems(override: "vfio_ap") == Self.warning)
  }

  @Test func `is none where no driver is loaded`() {
    #expect(Self.problems(isLoaded: false).isEmpty)
  }
}
