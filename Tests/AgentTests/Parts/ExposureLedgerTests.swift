import APModel
import Reconcile
import Testing

@testable import Agent

@Suite
struct `An exposure in the ledger` {
  private static let queue = APQN(AdapterID(5), DomainID(4))
  private static let mark = Acknowledgement(ledger: "l", numbers: [1])

  @Test func `lasts while looks show it, or while nobody can look`() {
    var look = Look()
    look.exposed = [
      ExposedQueue(
        queue: Self.queue, uuid: KeptHost.uuid, guest: "web01", driver: "cex4queue",
        isRunning: false)
    ]
    var ledger = ExposureLedger(name: "l")
    #expect(ledger.see(look, at: Instant(milliseconds: 1_000)).begun.count == 1)
    #expect(ledger.see(look, at: Instant(milliseconds: 2_000)).isEmpty)
    #expect(ledger.acknowledge(Self.mark, at: Instant(milliseconds: 2_000)) == 0)
    #expect(ledger.seconds(at: Instant(milliseconds: 3_500)) == 3)
    var blind = Look()
    blind.isComplete = false
    #expect(ledger.see(blind, at: Instant(milliseconds: 4_000)).isEmpty)
    let news = ledger.see(Look(), at: Instant(milliseconds: 4_000))
    #expect(news.ended.count == 1 && news.begun.isEmpty)
    #expect(ledger.seconds(at: Instant(milliseconds: 9_000)) == 3)
    #expect(ledger.acknowledge(Self.mark, at: Instant(milliseconds: 9_000)) == 1)
  }

  @Test func `of a queue that its guest has not any more can be acknowledged while it lasts`() {
    var look = Look()
    look.exposed = [
      ExposedQueue(
        queue: Self.queue, uuid: KeptHost.uuid, guest: "web01", driver: "cex4queue",
        isRunning: false)
    ]
    look.hostQueues = QueueSet([Self.queue])
    var ledger = ExposureLedger(name: "l")
    _ = ledger.see(look, at: Instant(milliseconds: 1_000))
    look.exposed = []
    #expect(ledger.see(look, at: Instant(milliseconds: 2_000)).left.count == 1)
    #expect(ledger.see(look, at: Instant(milliseconds: 3_000)).isEmpty)
    #expect(ledger.seconds(at: Instant(milliseconds: 4_000)) == 3)
    #expect(ledger.acknowledge(Self.mark, at: Instant(milliseconds: 5_000)) == 1)
    #expect(ledger.seconds(at: Instant(milliseconds: 9_000)) == 4)
  }
}
