import APModel
import Reconcile
import TestSupport
import Testing
import Uevents

@testable import History

@Suite
struct `A history` {
  @Test func `begins with who has each queue`() {
    var chronicle = Chronicle()
    let entries = Made.look(&chronicle, [Made.first: Made.guest, Made.queue(6, 4): Made.host])
    #expect(entries.map(\.kind) == [.state])
    #expect(entries.first?.holders[.guest(uuid: Made.web)]?.queues == [Made.first])
    #expect(entries.first?.holders[.host(driver: "cex4queue")]?.queues == [Made.queue(6, 4)])
    #expect(entries.first?.names == [Made.web: "web01"])
  }

  @Test func `says nothing of a look that shows nothing new`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.guest]))
    #expect(Made.look(&chronicle).isEmpty)
    #expect(Made.look(&chronicle, [Made.first: Made.guest]).isEmpty)
  }

  @Test func `has both transitions of a queue that met a host driver between two looks`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.unassigned]))
    chronicle.hear([
      Made.event(.unbind, Made.first, number: 11, at: 1_100),
      Made.event(.bind, Made.first, "cex4queue", number: 12, at: 1_101),
      Made.event(.unbind, Made.first, number: 13, at: 1_200),
      Made.event(.bind, Made.first, "vfio_ap", number: 14, at: 1_201),
    ])
    let entries = Made.look(&chronicle, nil)
    #expect(
      Made.words(entries) == [
        "05.0004: unassigned -> host:cex4queue, other, event",
        "05.0004: host:cex4queue -> unassigned, other, event",
      ])
    #expect(entries.map(\.until?.wall) == [1_101, 1_201])
    #expect(entries.allSatisfy { $0.since?.wall == 990 })
  }

  @Test func `tells a loss and a return to the same driver`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.unassigned]))
    chronicle.hear([
      Made.event(.unbind, Made.first, number: 11, at: 1_100),
      Made.event(.bind, Made.first, "vfio_ap", number: 12, at: 1_101),
    ])
    #expect(
      Made.words(Made.look(&chronicle)) == [
        "05.0004: unassigned -> nobody, other, event",
        "05.0004: nobody -> unassigned, other, event",
      ])
  }

  @Test func `puts events in the kernel's order and takes each once`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.unassigned]))
    let bind = Made.event(.bind, Made.first, "cex4queue", number: 12, at: 1_100)
    chronicle.hear([bind, Made.event(.unbind, Made.first, number: 11, at: 1_100), bind])
    #expect(
      Made.words(Made.look(&chronicle, [Made.first: Made.host]))
        == ["05.0004: unassigned -> host:cex4queue, other, event"])
  }

  @Test func `knows a write of the agent behind an event by their order`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.host]))
    chronicle.write(
      OwnWrite(.unbind(Made.first, driver: "cex4queue"), at: Made.moment(1_150), mark: 11))
    chronicle.write(
      OwnWrite(.probe(Made.first, driver: "vfio_ap"), at: Made.moment(1_160), mark: 12))
    chronicle.hear([
      Made.event(.unbind, Made.first, number: 11, at: 1_190),
      Made.event(.bind, Made.first, "vfio_ap", number: 12, at: 1_191),
      Made.event(.unbind, Made.first, number: 13, at: 1_192),
    ])
    let places = [Made.first: HostSight.Place(driver: nil, claim: .none)]
    let entries = Made.look(&chronicle, places)
    #expect(
      Made.words(entries) == [
        "05.0004: host:cex4queue -> unassigned, apmatrix, event",
        "05.0004: unassigned -> nobody, other, event",
      ])
    #expect(entries.first?.step == "bus/ap/drivers_probe = 05.0004")
  }

  @Test func `follows the agent's assignments, which no event tells`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.unassigned]))
    chronicle.write(
      OwnWrite(.configure(uuid: Made.web, Made.matrix), at: Made.moment(1_500), mark: 10))
    let entries = Made.look(&chronicle, [Made.first: Made.guest], assigned: Made.matrix)
    #expect(Made.words(entries) == ["05.0004: unassigned -> guest:\(Made.web), apmatrix, write"])
    let guest = entries.filter { $0.kind == .guest }
    #expect(guest.map(\.part) == ["assigned", "effective"])
    #expect(guest.map(\.after) == Array(repeating: "adapters 05, domains 0004", count: 2))
    #expect(guest.allSatisfy { $0.cause == .apmatrix })
  }

  @Test func `names the two looks between which another writer took a queue from a guest`() {
    var chronicle = Made.begun(
      Made.sight([Made.first: Made.guest], assigned: Made.matrix))
    chronicle.stayed(at: Made.moment(1_700))
    let entries = Made.look(&chronicle, [Made.first: Made.unassigned])
    #expect(Made.words(entries) == ["05.0004: guest:\(Made.web) -> unassigned, other, look"])
    #expect(entries.allSatisfy { $0.since?.wall == 1_700 && $0.until?.wall == 2_000 })
  }

  @Test func `gives a removed mdev's queues back before they move on`() {
    var chronicle = Made.begun(Made.sight([Made.first: Made.guest], assigned: Made.matrix))
    let gone = Uevent(
      .remove, "/devices/vfio_ap/matrix/\(Made.web)", subsystem: "mdev", sequenceNumber: 11)
    chronicle.hear([
      HeardEvent(UeventMeaning(gone), sequence: 11, at: Made.moment(1_100)),
      Made.event(.unbind, Made.first, number: 12, at: 1_110),
      Made.event(.bind, Made.first, "cex4queue", number: 13, at: 1_111),
    ])
    #expect(
      Made.words(Made.look(&chronicle, [Made.first: Made.host])) == [
        "05.0004: guest:\(Made.web) -> unassigned, other, event",
        "05.0004: unassigned -> host:cex4queue, other, event",
      ])
  }

  @Test func `folds what moves alike into one entry`() {
    var places: [APQN: HostSight.Place] = [:]
    for adapter in 0..<16 as Range<UInt8> {
      for domain in 0..<85 as Range<UInt8> { places[Made.queue(adapter, domain)] = Made.host }
    }
    var chronicle = Made.begun(Made.sight(places))
    var next = places.mapValues { _ in Made.unassigned }
    chronicle.hear(
      places.keys.sorted().enumerated().map { place, queue in
        Made.event(.bind, queue, "vfio_ap", number: 11 + UInt64(place), at: 1_100 + Int64(place))
      })
    let entries = Made.look(&chronicle, next, mark: 5_000)
    #expect(
      Made.words(entries)
        == ["{00-0f}.{0000-0054}: host:cex4queue -> unassigned, other, event"])
    #expect(entries.first?.until?.wall == Int64(2_459))
    next[Made.first] = nil
    #expect(
      Made.words(Made.look(&chronicle, next, mark: 5_000, at: 3_000))
        == ["05.0004: unassigned -> absent, hardware, look"])
  }
}
