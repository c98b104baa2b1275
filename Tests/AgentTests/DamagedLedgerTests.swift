import APModel
import SystemPackage
import TestSupport
import Testing

@testable import Agent

/// The file of exposures with a number that no agent has kept.
@Suite
struct `A ledger of exposures` {
  private static let clock = WallClock(offset: 1_893_456_000_000)

  /// A store with one exposure.
  private static func store(in scratch: borrowing ScratchDirectory) throws -> ExposureStore {
    var look = Look()
    look.exposed = [
      ExposedQueue(
        queue: APQN(AdapterID(5), DomainID(4)), uuid: "u1", guest: "web01", driver: "cex4queue",
        isRunning: false)
    ]
    var ledger = ExposureLedger(name: "l")
    _ = ledger.see(look, at: Instant(milliseconds: 5_000))
    let store = ExposureStore(scratch.path)
    try store.keep(ledger, clock, at: Instant(milliseconds: 6_000))
    return store
  }

  /// 2^63 - 1 leaves no room for milliseconds, nor for one more.
  @Test(
    arguments: ["total", "milliseconds", "number", "times", "first", "last", "began"],
    [Int.max, -1])
  func `is not understood with a damaged number`(key: String, number: Int) throws {
    let scratch = try ScratchDirectory()
    let store = try Self.store(in: scratch)
    #expect(store.ledger(Self.clock) != nil)
    let text = try TextFile.text(store.ledgerPath)
    let start = try #require(text.firstRange(of: "\"\(key)\":")).upperBound
    let rest = text[start...].drop { $0.isNumber }
    try TextFile.write("\(text[..<start])\(number)\(rest)", to: store.ledgerPath)
    #expect(store.ledger(Self.clock) == nil && store.hasLedger)
  }

  /// What was counted is then told by when it began.
  @Test func `takes no damaged length for one`() throws {
    let scratch = try ScratchDirectory()
    let store = try Self.store(in: scratch)
    let text = try TextFile.text(store.ledgerPath)
    let damaged = text.replacing("\"lasted\":1000", with: "\"lasted\":\(Int.max)")
    try #require(damaged != text)
    try TextFile.write(damaged, to: store.ledgerPath)
    let ledger = try #require(store.ledger(Self.clock, at: Instant(milliseconds: 8_000)))
    #expect(ledger.seconds(at: Instant(milliseconds: 8_000)) == 3)
  }
}
