import APModel
import Testing

/// What many missing queues come to.
@Suite
struct `Missing queues with one reason` {
  private static func queues(_ adapter: UInt8, _ domains: ClosedRange<UInt8>) -> [APQN] {
    domains.map { APQN(AdapterID(adapter), DomainID($0)) }
  }

  @Test func `are one paragraph for a card that answers for none of its queues`() throws {
    let queues = Self.queues(0x3f, 0...84)
    let groups = MissingGroup.groups(queues.map { MissingQueue($0, .noDevice($0)) })
    try #require(groups.count == 1)
    #expect(groups[0].queues == queues)
    #expect(
      groups[0].fact
        == "adapter 3f is dropped because 3f.{0000-0054} have no device")
    #expect(
      groups[0].remedy
        == "look at adapter 3f at the HMC or SE; a scan adds the queues once they answer, unless this"
        + " kernel does not know the card's type")
  }

  @Test func `say of one queue what they said before`() {
    let queue = Self.queues(5, 4...4)[0]
    let reason = MissingReason.boundToHost(queue, driver: "cex4queue", cause: .masks)
    let group = MissingGroup.groups([MissingQueue(queue, reason)])[0]
    #expect(group.fact == reason.fact)
    #expect(group.remedy == reason.remedy)
    #expect(
      group.fact
        == "adapter 05 is dropped because 05.0004 is bound to cex4queue"
        + " (reserved by apmask and aqmask)")
    #expect(group.remedy == "clear 0x05 in apmask or 0x04 in aqmask")
  }

  @Test func `name all bits of either mask`() {
    let queues = Self.queues(5, 4...5) + Self.queues(6, 4...5)
    let missing = queues.map {
      MissingQueue($0, .boundToHost($0, driver: "cex4queue", cause: .masks))
    }
    let groups = MissingGroup.groups(missing)
    #expect(groups.map(\.remedy) == ["clear 0x05,0x06 in apmask or 0x04,0x05 in aqmask"])
    #expect(groups[0].fact.hasPrefix("adapters 05 06 are dropped because 05.0004 05.0005"))
  }

  @Test func `stand apart from those with another`() {
    let queues = Self.queues(5, 4...6)
    let groups = MissingGroup.groups([
      MissingQueue(queues[0], .noDevice(queues[0])),
      MissingQueue(queues[1], .noDriver(queues[1], cause: .unbound)),
      MissingQueue(queues[2], .noDevice(queues[0])),
    ])
    #expect(groups.map(\.queues) == [[queues[0], queues[2]], [queues[1]]])
    #expect(
      groups.map(\.fact) == [
        "adapter 05 is dropped because 05.0004 has no device",
        "adapter 05 is dropped because 05.0005 has no driver (unbound by hand, or not probed since it was free for guests)",
      ])
  }
}
