import APModel
import PlainJSON
import Testing

@testable import Agent

@Suite
struct `A host that can't be read for a while` {
  private static let waits = "guest web01 waits for adapter 09"
  private static let conflict = "queue 05.0004: assigned to two guests"

  /// An agent that has seen drift, a wait, a problem and a guest, and has told of them.
  private static func stage() -> Stage {
    var stage = Stage(Stage.policy(.observe), look: Stage.differing())
    var guest = Look.Guest(name: "web01", uuid: "u1")
    guest.assigned = 4
    guest.effective = 4
    stage.look.guests = [guest]
    stage.look.waits = [waits]
    stage.look.problems = [.said(conflict)]
    stage.run(until: 1_000)
    return stage
  }

  private static func unread(_ sentence: String) -> Problem {
    Problem(.unreadable, .warning, sentence, sentence, remedy: "")
  }

  private static func lines(_ stage: inout Stage, with look: Look) -> [String] {
    let known = stage.lines.count
    stage.look = look
    stage.event()
    stage.run(until: stage.now + 1_000)
    return Array(stage.lines.dropFirst(known))
  }

  @Test func `has nothing called gone, resolved or repaired, and nothing told twice`() {
    var stage = Self.stage()
    let whole = stage.look
    var blind = Look()
    blind.isComplete = false
    blind.isBlind = true
    blind.problems = [Self.unread("/sys: no AP bus here")]
    #expect(Self.lines(&stage, with: blind) == blind.loggedProblems)
    #expect(Self.lines(&stage, with: whole) == ["no longer: /sys: no AP bus here"])
  }

  @Test func `in part is told of by what can be read`() {
    var stage = Self.stage()
    let whole = stage.look
    var part = whole
    part.isComplete = false
    part.problems = [Self.unread("bus/ap/apmask: read failed")]
    part.guests[0].effective = 2
    part.guests[0].missing = 2
    part.steps = []
    part.waits = []
    #expect(
      Self.lines(&stage, with: part) == [
        "guest web01: 2 of 4 assigned queues are effective (was 4)", part.loggedProblems[0],
      ])
    // What could not be looked at is not over, for the alerts either.
    #expect(stage.state.status.look?.problems.map(\.sentence).contains(Self.conflict) == true)
    let metrics = stage.state.status.metrics(WallClock(offset: 0))
    for name in ["drift_steps ", "waiting_items "] {
      #expect(!metrics.contains("\napmatrix_" + name))
    }
    // What can't be had at all is not as declared either.
    var obstructed = whole
    obstructed.waits = []
    obstructed.steps = []
    obstructed.isObstructed = true
    var other = stage
    #expect(!Self.lines(&other, with: obstructed).contains("host: as declared again"))
    var healed = whole
    healed.waits = []
    healed.steps = []
    #expect(
      Self.lines(&stage, with: healed) == [
        "guest web01: 4 of 4 assigned queues are effective (was 2)",
        "no longer: " + part.loggedProblems[0], "no longer: " + Self.waits,
        "host: as declared again",
      ])
  }

  /// Nothing was hidden by it that had been seen.
  @Test func `has a problem called gone that was seen beside what could not be read all along`() {
    var stage = Self.stage()
    var part = stage.look
    part.isComplete = false
    part.problems = [Self.unread("bus/ap/features: read failed"), .said(Self.conflict)]
    _ = Self.lines(&stage, with: part)
    part.problems.removeLast()
    #expect(Self.lines(&stage, with: part) == ["no longer: " + Self.conflict])
    #expect(stage.state.status.look?.problems == part.problems)
  }

  /// A 0 would end the alerts about it, and a time of a look that saw nothing the one about old looks.
  @Test func `has no numbers, and no new time of the last look at it`() throws {
    var stage = Self.stage()
    let before = stage.state.status
    var blind = Look.blind("/sys", "no AP bus here", remedy: "")
    blind.guests = before.look?.guests ?? []
    blind.guests[0].isReadable = false
    _ = Self.lines(&stage, with: blind)
    let status = stage.state.status
    #expect(status.look?.isBlind == true && status.lookedAt == before.lookedAt)
    let metrics = status.metrics(WallClock(offset: 0))
    for name in [
      "queues{", "drift_steps ", "waiting_items ", "guest_effective_queues{", "guest_running{",
    ] {
      #expect(before.metrics(WallClock(offset: 0)).contains("apmatrix_" + name), "\(name)")
      #expect(!metrics.contains("apmatrix_" + name), "\(name)")
    }
    #expect(metrics.contains("apmatrix_host_readable 0"))
    #expect(status.json(WallClock(offset: 0))["host"]?["owners"] == .null)
    #expect(!status.line.contains("0 guests"))
  }
}
