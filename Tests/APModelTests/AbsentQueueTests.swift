import APModel
import Testing

/// The kernel removes a queue that is not available, and the configuration keeps it.
@Suite
struct `A card that lacks queues of the host's configuration` {
  /// The configuration has it, and the card does not; what a guest lacks so is told with the guest.
  @Test(
    arguments: [
      ([4, 0x47], [], "06.00ab is", "it"), ([4], [], "06.0047 06.00ab are", "them"),
      ([4], [0x47], "06.00ab is", "it"), ([4, 0x47, 0xab], [], nil, ""),
      ([4], [0x47, 0xab], nil, ""),
    ] as [([UInt8], [UInt8], String?, String)])
  func `is told with the queues`(
    there: [UInt8], guests: [UInt8], subject: String?, pronoun: String
  ) {
    var snapshot = Self.host(there)
    var mdev = Mdev("62177883-f1bb-47f0-914d-32a22e3a8804")
    mdev.assigned = Matrix(
      adapters: [AdapterID(6)], domains: DomainSet(guests.map { DomainID($0) }))
    snapshot.mdevs = [mdev]
    let fact = subject.map {
      "\($0) in the host's configuration, and card 06 does not have \(pronoun)"
    }
    let problems = Self.cardProblems(snapshot)
    #expect(problems.map(\.sentence) == [fact].compactMap(\.self))
    #expect(problems.allSatisfy { $0.severity == .notice })
    #expect(problems.allSatisfy { $0.remedy.hasPrefix("look at adapter 06") })
  }

  @Test func `is told by its state alone while it is checkstopped`() {
    var snapshot = Self.host([4])
    snapshot.cards[0].isCheckstopped = true
    #expect(Self.cardProblems(snapshot).map(\.object) == ["card 06"])
    snapshot.queues = []
    #expect(Self.cardProblems(snapshot).isEmpty)
  }

  @Test func `is not judged where the host was not read at one time, or tells no configuration`() {
    var snapshot = Self.host([4])
    snapshot.isTorn = true
    #expect(Self.cardProblems(snapshot).isEmpty)
    snapshot = Self.host([4])
    #expect(!Self.cardProblems(snapshot).isEmpty)
    snapshot.bus.hostConfiguration = nil
    #expect(Self.cardProblems(snapshot).isEmpty)
  }

  /// A host of card 06 and three domains of which the card has these.
  private static func host(_ domains: [UInt8]) -> HostSnapshot {
    var snapshot = HostSnapshot(origin: "test")
    snapshot.drivers = ["cex4card", "cex4queue", "vfio_ap"]
    snapshot.bus.hostConfiguration = Matrix(
      adapters: [AdapterID(6)], domains: [DomainID(4), DomainID(0x47), DomainID(0xab)])
    snapshot.cards = [Card(AdapterID(6))]
    snapshot.queues = domains.map { Queue(APQN(AdapterID(6), DomainID($0)), driver: "cex4queue") }
    return snapshot
  }

  private static func cardProblems(_ snapshot: HostSnapshot) -> [Problem] {
    ProblemFinder(HostAnalysis(snapshot)) { $0 }.problems.filter {
      $0.code == .hostCardNotAnswering
    }
  }
}
