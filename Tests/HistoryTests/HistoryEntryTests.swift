import APModel
import PlainJSON
import Reconcile
import TestSupport
import Testing

@testable import History

@Suite
struct `An entry of the history` {
  @Test func `comes back from its line as it was`() throws {
    var entry = HistoryEntry(.queues, at: Moment(wall: 1_893_456_000_123, uptime: 77))
    entry.queues.insert(Made.queue(5, 71))
    (entry.since, entry.until) = (Moment(wall: 1_893_456_000_000), Moment(wall: 1_893_456_000_120))
    (entry.cause, entry.sign, entry.step) = (.apmatrix, .event, "bus/ap/apmask = -0x05")
    (entry.before, entry.after) = ("host:cex4queue", "guest:\(Made.web)")
    entry.names = [Made.web: "web01 \"x\"\n"]
    let text = JSONWriter.text(.object(entry.json))
    #expect(text.hasPrefix("{\"schema\":\"apmatrix.history/v1\",\"kind\":\"queues\","))
    #expect(HistoryEntry(try JSONParser.parse(Array(text.utf8))) == entry)
    var state = HistoryEntry(.state, at: entry.time)
    state.holders = [.absent: entry.queues, .host(driver: "cex4queue"): entry.queues]
    let line = Array(JSONWriter.text(.object(state.json)).utf8)
    #expect(HistoryEntry(try JSONParser.parse(line)) == state)
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_400_001, "2000-02-29T00:00:00.001Z"),
    (1_893_456_000_123, "2030-01-01T00:00:00.123Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
  ])
  func `has its time in UTC`(_ milliseconds: Int64, _ text: String) {
    #expect(Moment(wall: milliseconds).utc == text)
    #expect(Moment(utc: text)?.wall == milliseconds)
  }

  @Test(arguments: ["2030-02-30T00:00:00.000Z", "2030-01-01T24:00:00.000Z", "2030-01-01", ""])
  func `is none with a time that no calendar has`(_ text: String) {
    #expect(Moment(utc: text) == nil)
  }

  @Test func `counts the days of 800 years`() {
    for day in -146_097...146_097 {
      let date = CivilDate(day: day)
      #expect(date.dayNumber == day)
      #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
    }
  }

  @Test func `names any queues so that they can be read again`() {
    var random = SeededGenerator(seed: 47)
    for _ in 0..<300 {
      var queues: Set<APQN> = []
      for _ in 0..<Int.random(in: 0..<90, using: &random) {
        queues.insert(
          Made.queue(
            UInt8.random(in: 0..<9, using: &random), UInt8.random(in: 240...255, using: &random)))
      }
      #expect(QueueText.unfolded(QueueText.folded(queues))?.sorted() == queues.sorted())
    }
    for text in ["05", "05.04", "05.0100", "{05.0004", "{05-04}.0004", "05.{}.", "05.{0004-}"] {
      #expect(QueueText.unfolded(text) == nil, "\(text)")
    }
  }

  /// As somebody may write it into a file of root's; no agent does, and nothing reckons with it.
  @Test(arguments: ["count", "uptime"], ["-9223372036854775808", "9223372036854775807"])
  func `is none with a number that nobody counts to`(_ key: String, _ number: String) throws {
    var object = HistoryEntry(.clock, at: Moment(wall: 1_893_456_000_123, uptime: 77)).json
    object[key] = .number(number)
    #expect(HistoryEntry(.object(object)) == nil)
  }
}
