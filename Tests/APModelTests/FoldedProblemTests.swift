import APModel
import Testing

/// Problems as people are told them.
@Suite
struct `Problems of many guests` {
  private static let remedy = "configure adapter 0x03 on"

  private static func off(_ guest: String, _ queue: String) -> Problem {
    Problem(
      .queuesNotAnswering, .warning, "guest \(guest)",
      "guest \(guest) has 1 queue of adapter 03 that can't answer: deconfigured (\(queue))",
      remedy: remedy)
  }

  private static func lacking(_ guest: String, _ fact: String) -> Problem {
    Problem(
      .guestLacksQueues, .warning, "guest \(guest)", "guest \(guest) \(fact)", remedy: "look")
  }

  private static let names = (1...6).map { "web0\($0)" }

  @Test func `are one where they have the same, whatever queue each has it with`() {
    let problems = Self.names.enumerated().map { Self.off($1, "03.000\($0)") }
    let folded = problems.folded
    #expect(
      folded.map(\.sentence) == [
        "each of 6 guests has 1 queue of adapter 03 that can't answer: deconfigured: "
          + "web01, web02, web03 and 3 more"
      ])
    #expect(folded.map(\.remedy) == [Self.remedy])
  }

  @Test func `stay apart where they are few, or have something else`() {
    let few = Self.names.prefix(3).map { Self.off($0, "03.0004") }
    #expect(few.folded == few)
    let other = Self.names.enumerated().map { Self.lacking($1, "lacks \($0 + 1) of 16 queues") }
    #expect(other.folded == other)
  }

  @Test func `stand where the first of them stood`() {
    let host = Problem(
      .cardWithoutDriver, .critical, "card 07", "card 07 has none", remedy: "probe")
    let alike = Self.names.map { Self.lacking($0, "lacks 1 of 16 queues") }
    let last = Self.lacking("db01", "lacks all 4 queues")
    let folded = ([host, alike[0], last] + alike.dropFirst()).folded
    #expect(folded.map(\.object) == ["card 07", "6 guests", "guest db01"])
  }
}
