import APHost
import APModel
import Compare
import Report
import TestSupport
import Testing

/// Guests of a recorded host that are to move to another one.
@Suite
struct `A guest that is to move` {
  /// The guest of four queues and two control domains.
  static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private static func snapshot(_ name: String) throws -> HostSnapshot {
    try HostReader(try RecordedHost(name).tree(), depth: .full).snapshot()
  }

  /// The host that the guest is on, and one like it where nobody has its queues.
  private static func hosts() throws -> (source: HostSnapshot, target: HostSnapshot) {
    let source = try snapshot("7.2.13/deployed-applied")
    var target = source
    target.mdevs.removeAll { $0.uuid == uuid }
    let assigned = try #require(source.mdevs.first { $0.uuid == uuid }?.assigned)
    for place in target.queues.indices where assigned.contains(target.queues[place].id) {
      target.queues[place].details?.status = .unassigned
    }
    return (source, target)
  }

  private static func move(_ source: HostSnapshot, _ target: HostSnapshot) throws -> GuestMove {
    let source = ComparedHost(source)
    let guest = try #require(source.analysis.guests.first { $0.mdev.uuid == uuid })
    return GuestMove(guest, from: source, to: ComparedHost(target))
  }

  @Test func `can be shut down here and started where everything is free`() throws {
    let (source, target) = try Self.hosts()
    let move = try Self.move(source, target)
    #expect(move.verdict == .afterShutdown)
    #expect(move.checks.filter { $0.isMet != true }.map(\.rule) == ["migratable"])
  }

  @Test func `can run on where both kernels list migratable`() throws {
    var (source, target) = try Self.hosts()
    source.capabilities.matrixFeatures?.append("migratable")
    #expect(try Self.move(source, target).verdict == .afterShutdown)
    target.capabilities.matrixFeatures?.append("migratable")
    #expect(try Self.move(source, target).verdict == .live)
  }

  /// One thing at the target that is in the way.
  struct Hurdle: CustomTestStringConvertible {
    let testDescription: String
    let rule: String
    var isMet: Bool? = false
    let change: @Sendable (inout HostSnapshot) -> Void
  }

  static let hurdles: [Hurdle] = [
    Hurdle(testDescription: "vfio_ap is not loaded", rule: "mdev") {
      $0.capabilities.vfioAP = false
      $0.mdevs = []
    },
    Hurdle(testDescription: "the machine passes nothing on", rule: "mdev") {
      $0.bus.lacksHostConfiguration = true
    },
    Hurdle(testDescription: "the uuid is in use", rule: "mdev") {
      var mdev = Mdev(uuid)
      mdev.isInUse = true
      $0.mdevs.append(mdev)
    },
    Hurdle(testDescription: "the mdev has another matrix", rule: "mdev") {
      var mdev = Mdev(uuid)
      mdev.assigned = Matrix(adapters: [AdapterID(5)])
      $0.mdevs.append(mdev)
    },
    Hurdle(testDescription: "a queue is not there", rule: "queues") { host in
      host.queues.removeAll { $0.id == APQN(AdapterID(6), DomainID(4)) }
    },
    Hurdle(testDescription: "the host has a queue", rule: "owners") { host in
      for place in host.queues.indices where host.queues[place].id.adapter == AdapterID(6) {
        host.queues[place].driver = "cex4queue"
      }
    },
    Hurdle(testDescription: "another guest has a queue", rule: "owners") { host in
      host.mdevs[0].assigned = Matrix(adapters: [AdapterID(5)], domains: [DomainID(4)])
      host.mdevs[0].guestMatrix = nil
    },
    Hurdle(testDescription: "a control domain is not there", rule: "control-domains") {
      $0.bus.hostConfiguration?.controlDomains = [DomainID(4)]
    },
    Hurdle(testDescription: "control domains are not known", rule: "control-domains", isMet: nil) {
      $0.bus.hostConfiguration = nil
    },
    Hurdle(testDescription: "a card is older", rule: "cards") { $0.cards[0].hardwareType = 12 },
    Hurdle(testDescription: "a card is in another mode", rule: "cards") {
      $0.cards[0].functions = 0x0400_0000
    },
    Hurdle(testDescription: "a card lacks a function", rule: "cards") {
      $0.cards[0].functions? &= ~0x8000_0000
    },
    Hurdle(testDescription: "a card's type is not known", rule: "cards", isMet: nil) {
      $0.cards[0].hardwareType = nil
    },
    Hurdle(testDescription: "a card is configured off", rule: "answering") {
      $0.cards[1].isConfigured = false
      for place in $0.queues.indices where $0.queues[place].id.adapter == $0.cards[1].id {
        $0.queues[place].details?.isConfigured = false
      }
    },
    Hurdle(testDescription: "a queue does not tell its chkstop", rule: "answering", isMet: nil) {
      for place in $0.queues.indices { $0.queues[place].details?.isCheckstopped = nil }
    },
    Hurdle(testDescription: "the host was not read as a whole", rule: "target-seen", isMet: nil) {
      $0.isTorn = true
    },
  ]

  /// What is not there is neither as good nor able to answer, and no fault of either.
  @Test(arguments: [([UInt8(5)], [String]()), ([5, 6], ["answering"])])
  func `leaves open what an adapter that is not there would be like`(
    adapters: [UInt8], others: [String]
  ) throws {
    let source = try Self.hosts().source
    var target = try Self.hosts().target
    let gone = AdapterSet(adapters.map { AdapterID($0) })
    target.cards.removeAll { gone.contains($0.id) }
    target.queues.removeAll { gone.contains($0.id.adapter) }
    let checks = try Self.move(source, target).checks
    #expect(checks.filter { $0.isMet == nil }.map(\.rule) == ["cards"] + others)
    #expect(checks.first { $0.rule == "queues" }?.isMet == false)
    #expect(checks.filter { $0.isMet == nil }.allSatisfy { $0.remedy != nil })
  }

  @Test(arguments: hurdles + ownHurdles + queueHurdles) func `is told what is in the way there`(
    hurdle: Hurdle
  ) throws {
    var (source, target) = try Self.hosts()
    hurdle.change(&target)
    source.capabilities.matrixFeatures?.append("migratable")
    target.capabilities.matrixFeatures?.append("migratable")
    let move = try Self.move(source, target)
    let unmet = move.checks.filter { $0.isMet != true }
    #expect(unmet.map(\.rule) == [hurdle.rule], "\(unmet)")
    #expect(unmet.first?.isMet == hurdle.isMet)
    #expect(unmet.allSatisfy { $0.remedy != nil })
    #expect(move.verdict == (hurdle.isMet == nil ? .unknown : .no))
    let lines = GuestMoveText(move, style: .plain).lines
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains { $0.hasPrefix(hurdle.isMet == nil ? "  ?  " : "  NO ") })
  }

  /// No image profile adds a control domain that the machine does not have.
  @Test(arguments: [(0x54, "machine has no domain above 0054"), (0xff, "may not control 00ab")])
  func `needs another host where the machine has no such control domain`(
    maximum: UInt8, words: String
  ) throws {
    var (source, target) = try Self.hosts()
    source.bus.maximumDomain = DomainID(0xff)
    target.bus.maximumDomain = DomainID(maximum)
    target.bus.hostConfiguration?.controlDomains = [DomainID(4)]
    let check = try Self.move(source, target).checks.first { $0.rule == "control-domains" }
    #expect(check?.isMet == false)
    #expect(check?.sentence.hasSuffix(words) == true, "\(String(describing: check))")
    let isThere = maximum == 0xff
    #expect(check?.remedy?.hasPrefix(isThere ? "add control" : "choose another host") == true)
  }

  @Test func `may find its own mdev there already`() throws {
    let (source, _) = try Self.hosts()
    var target = source
    for place in target.mdevs.indices { target.mdevs[place].isInUse = false }
    #expect(try Self.move(source, target).verdict == .afterShutdown)
  }
}
