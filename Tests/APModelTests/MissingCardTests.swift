import APModel
import Testing

/// An adapter of the host's configuration of which no card is there.
@Suite
struct `A missing card` {
  /// The configuration has it, and no scan finds it; what a guest lacks so is told with the guest.
  @Test(
    arguments: [(AdapterSet([AdapterID(9)]), "06"), ([AdapterID(6)], "09")]
      as [(AdapterSet, String)])
  func `is told where no guest is to have it`(guests: AdapterSet, name: String) throws {
    var snapshot = HostSnapshot(origin: "test")
    snapshot.drivers = ["cex4card", "cex4queue", "vfio_ap"]
    snapshot.bus.hostConfiguration = Matrix(
      adapters: [AdapterID(5), AdapterID(6), AdapterID(9)], domains: [DomainID(4)],
      controlDomains: [])
    snapshot.cards = [Card(AdapterID(5))]
    snapshot.queues = [Queue(APQN(AdapterID(5), DomainID(4)), driver: "cex4queue")]
    var mdev = Mdev("62177883-f1bb-47f0-914d-32a22e3a8804")
    mdev.assigned = Matrix(adapters: guests, domains: [DomainID(4)])
    snapshot.mdevs = [mdev]
    let analysis = HostAnalysis(snapshot)
    let problems = ProblemFinder(analysis) { $0 }.problems.filter {
      $0.code == .hostCardNotAnswering
    }
    #expect(
      problems == [
        Problem(
          .hostCardNotAnswering, .notice, "adapter \(name)",
          "adapter \(name) is in the host's configuration, and no card of it is there",
          remedy:
            "look at it at the HMC or SE; a scan adds what answers, unless this kernel does not know"
            + " the card's type")
      ])
    let part = ProblemFinder(analysis, queues: []) { $0 }.problems
    #expect(part.allSatisfy { $0.code != .hostCardNotAnswering })
  }

  /// A scan makes a card where one of the host's usage domains answers, and goes over none here.
  @Test(arguments: [([5], "adapter 05"), ([5, 6], "adapters 05 06")] as [([UInt8], String)])
  func `is none that a scan finds where the host has no usage domain`(
    adapters: [UInt8], names: String
  ) {
    var snapshot = HostSnapshot(origin: "test")
    snapshot.bus.hostConfiguration = Matrix(
      adapters: AdapterSet(adapters.map { AdapterID($0) }), domains: [],
      controlDomains: [DomainID(4)])
    #expect(
      ProblemFinder(HostAnalysis(snapshot)) { $0 }.problems == [
        Problem(
          .hostCardNotAnswering, .notice, names,
          "this host has no usage domain, so the kernel makes no card of \(names)",
          remedy: "assign a usage domain to this LPAR at the HMC or SE")
      ])
  }
}
