import APModel
import SystemPackage
import TestSupport
import Testing
import Uevents

@testable import Agent

/// How long queues were exposed, over the end of an agent and over clocks that are set.
@Suite
struct `The time of exposures` {
  private static let hour: Milliseconds = 3_600_000
  private static let clock = WallClock(offset: 1_893_456_000_000)

  private static let look = {
    var look = Look()
    look.exposed = [
      ExposedQueue(
        queue: APQN(AdapterID(5), DomainID(4)), uuid: "u1", guest: "web01", driver: "cex4queue",
        isRunning: false)
    ]
    return look
  }()

  private static func seconds(_ count: Milliseconds) -> Instant {
    Instant(milliseconds: count * 1_000)
  }

  /// A ledger of an exposure that began at 1,000 s, kept by one agent and read by the next one.
  private static func next(
    keptAt end: Milliseconds, _ offset: Milliseconds, at start: Milliseconds,
    change: (String) -> String = { $0 }
  ) throws -> ExposureLedger {
    var ledger = ExposureLedger(name: "l")
    _ = ledger.see(look, at: seconds(1_000))
    _ = ledger.see(look, at: seconds(1_040))
    let scratch = try ScratchDirectory()
    let store = ExposureStore(scratch.path)
    try store.keep(ledger, clock, at: seconds(end))
    try TextFile.write(change(try TextFile.text(store.ledgerPath)), to: store.ledgerPath)
    let moved = WallClock(offset: 1_893_456_000_000 + offset)
    return try #require(store.ledger(moved, at: seconds(start)))
  }

  /// Who acknowledges reads the file, which somebody may have removed meanwhile.
  @Test(arguments: [([look, Look()], true), ([look], true), ([], false)])
  func `is kept anew each minute until it is acknowledged`(looks: [Look], isKept: Bool) {
    var ledger = ExposureLedger(name: "l")
    for look in looks { _ = ledger.see(look, at: Self.seconds(10)) }
    let keeping = ExposureKeeping(at: Self.seconds(10))
    #expect(!keeping.isDue(ledger, at: Self.seconds(69)))
    #expect(keeping.isDue(ledger, at: Self.seconds(70)) == isKept)
  }

  @Test func `goes on where no clock was set`() throws {
    let ledger = try Self.next(keptAt: 1_060, 0, at: 1_090)
    #expect(ledger.seconds(at: Self.seconds(1_090)) == 90)
  }

  /// A look may take long, and the host's driver has had the queue all the while.
  @Test(arguments: [true, false])
  func `begins with the event that a look confirms`(wasAssigned: Bool) {
    let bound = UeventMeaning(
      Uevent(
        .bind, "/devices/ap/card05/05.0004", subsystem: "ap", properties: ["DRIVER": "cex4queue"]))
    var assigned = Look()
    assigned.assigned = ["u1": Matrix(adapters: [AdapterID(5)], domains: [DomainID(4)])]
    // What was not known to be the guest's by then may have been the host's rightly.
    var stage = Stage(Stage.policy(.observe), look: wasAssigned ? assigned : Look())
    stage.run(until: 1_000)
    stage.look = Self.look
    stage.look.assigned = assigned.assigned
    stage.jobTime = 60_000
    stage.send(.events([bound], numbers: [11], overruns: 0, isDrained: true))
    stage.run(until: 61_500)
    let ledger = stage.state.exposures
    #expect(ledger.total == 1)
    #expect(ledger.seconds(at: Instant(milliseconds: 62_000)) == (wasAssigned ? 61 : 1))
    #expect(ledger.exposures.map(\.last) == [Instant(milliseconds: 61_050)])
  }

  @Test func `never falls where the clock was set back while no agent ran`() throws {
    var ledger = try Self.next(keptAt: 1_060, -Self.hour, at: 1_090)
    #expect(ledger.seconds(at: Self.seconds(1_090)) == 60)
    #expect(ledger.seconds(at: Self.seconds(1_100)) == 70)
    #expect(ledger.see(Look(), at: Self.seconds(1_100)).ended.count == 1)
    #expect(ledger.seconds(at: Self.seconds(1_200)) == 70)
    #expect(ledger.acknowledge(Acknowledgement(ledger: "l", numbers: [1]), at: .now) == 1)
    #expect(ledger.seconds(at: Self.seconds(1_200)) == 70)
  }

  @Test func `is that of the last look in the file of an earlier version`() throws {
    let ledger = try Self.next(keptAt: 1_060, -Self.hour, at: 1_090) { text in
      let old = text.replacing("\"lasted\":60000,", with: "")
      #expect(old != text)
      return old
    }
    #expect(ledger.seconds(at: Self.seconds(1_090)) == 40)
  }

  @Test func `is kept each minute while it goes on, and at the agent's end`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    func kept() -> [Milliseconds] {
      stage.done.compactMap { if case .keep = $0.action { $0.at } else { nil } }
    }
    stage.look = Self.look
    stage.event()
    stage.run(until: 200_000)
    #expect(kept().count == 4)
    #expect(zip(kept(), kept().dropFirst()).allSatisfy { (60_000...80_000).contains($1 - $0) })
    stage.send(.terminate)
    stage.run(until: 201_000)
    #expect(stage.hasExited && kept().count == 5)
  }

  @Test func `is not kept again once it is over and acknowledged`() {
    var stage = Stage(Stage.policy(.observe), look: Self.look)
    stage.run(until: 1_000)
    stage.look.exposed = []
    stage.event()
    stage.run(until: 10_000)
    let ledger = stage.state.exposures
    stage.send(.acknowledged(Acknowledgement(ledger: ledger.name, numbers: [1])))
    stage.run(until: 200_000)
    stage.send(.terminate)
    stage.run(until: 201_000)
    #expect(stage.done.count { if case .keep = $0.action { true } else { false } } == 3)
  }
}
