import APModel
import TestSupport
import Testing
import Uevents

@testable import History

@Suite
struct `Of what no look showed a history` {
  @Test func `tells of what came to light after the look that should have shown it`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.unassigned]))
    #expect(Made.look(&chronicle, mark: 20).isEmpty)
    chronicle.hear([
      Made.event(.bind, Made.first, "cex4queue", number: 12, at: 2_100),
      Made.event(.bind, Made.first, "vfio_ap", number: 14, at: 2_101),
    ])
    let entries = Made.look(&chronicle, mark: 20, at: 3_000)
    #expect(
      Made.words(entries) == [
        "05.0004: unassigned -> host:cex4queue, other, event",
        "05.0004: host:cex4queue -> unassigned, other, look",
      ])
    #expect(entries.allSatisfy { $0.since?.wall == 990 && $0.until?.wall == 2_000 })
  }

  @Test func `tells of a second visit to the same driver that came to light late`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.host]))
    chronicle.hear([Made.event(.unbind, Made.first, number: 11, at: 1_100)])
    #expect(Made.look(&chronicle, mark: 20).count == 2)
    chronicle.hear([
      Made.event(.bind, Made.first, "cex4queue", number: 12, at: 2_100),
      Made.event(.bind, Made.first, "vfio_ap", number: 14, at: 2_101),
    ])
    let entries = Made.look(&chronicle, mark: 20, at: 3_000)
    #expect(
      Made.words(entries) == [
        "05.0004: host:cex4queue -> unassigned, other, event",
        "05.0004: unassigned -> host:cex4queue, other, look",
      ])
  }

  @Test func `takes events that explain what a look has shown for no change`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.unassigned]))
    #expect(Made.look(&chronicle, [Made.first: Made.host], mark: 12).count == 1)
    chronicle.hear([
      Made.event(.unbind, Made.first, number: 11, at: 2_100),
      Made.event(.bind, Made.first, "cex4queue", number: 12, at: 2_101),
    ])
    #expect(Made.look(&chronicle, mark: 12, at: 3_000).isEmpty)
  }

  @Test func `tells of a visit although the event by which a queue left was lost`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.host]))
    chronicle.hear([Made.event(.bind, Made.first, "cex4queue", number: 12, at: 1_100)])
    let entries = Made.look(&chronicle, mark: 20)
    #expect(
      Made.words(entries) == [
        "05.0004: host:cex4queue -> nobody, unknown, event",
        "05.0004: nobody -> host:cex4queue, other, event",
      ])
    #expect(entries.allSatisfy { $0.since?.wall == 990 && $0.until?.wall == 1_100 })
    chronicle.hear([Made.event(.unbind, Made.first, number: 11, at: 2_100)])
    #expect(Made.look(&chronicle, mark: 20, at: 3_000).isEmpty)
  }

  @Test(arguments: [(14, false), (15, true)])
  func `concludes nothing from an event that a look may have shown already`(
    _ number: UInt64, _ isTold: Bool
  ) {
    var chronicle = Made.begun(Made.sight([Made.first: Made.unassigned]))
    #expect(Made.look(&chronicle, [Made.first: Made.host], mark: 12, endMark: 14).count == 1)
    chronicle.hear([Made.event(.bind, Made.first, "cex4queue", number: number, at: 2_100)])
    #expect(Made.look(&chronicle, mark: 20, at: 3_000).isEmpty == !isTold)
  }

  @Test func `says of what an earlier agent left behind it only what that agent knew`() {
    var chronicle = Chronicle(Made.sight([Made.first: Made.unassigned]), at: Made.moment(500))
    #expect(Made.look(&chronicle, mark: 20).isEmpty)
    chronicle.hear([
      Made.event(.bind, Made.first, "cex4queue", number: 12, at: 2_100),
      Made.event(.bind, Made.first, "vfio_ap", number: 14, at: 2_101),
    ])
    let entries = Made.look(&chronicle, mark: 20, at: 3_000)
    #expect(Made.words(entries).count == 2)
    #expect(entries.allSatisfy { $0.since?.wall == 500 && $0.until?.wall == 2_000 })
  }

  @Test func `tells nothing of the time before it began`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.unassigned]))
    #expect(Made.look(&chronicle, mark: 20).isEmpty)
    chronicle.hear([Made.event(.bind, Made.first, "cex4queue", number: 9, at: 2_100)])
    #expect(Made.look(&chronicle, mark: 20, at: 3_000).isEmpty)
  }

  @Test func `of an agent that starts again says what changed while nobody looked`() {
    var chronicle = Chronicle(Made.sight([Made.first: Made.guest]), at: Made.moment(500))
    let entries = Made.look(&chronicle, [Made.first: Made.host])
    #expect(Made.words(entries) == ["05.0004: guest:\(Made.web) -> host:cex4queue, unknown, start"])
    #expect(entries.first?.since?.wall == 500)
  }

  @Test func `says that events were lost, and between which looks`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.guest]))
    chronicle.hear([], lost: 2)
    let entries = Made.look(&chronicle)
    #expect(entries.map(\.kind) == [.lost] && entries.first?.count == 2)
    #expect(entries.first?.since?.wall == 990 && entries.first?.until?.wall == 2_000)
  }
}
