import Agent
import Testing

@Suite
struct `A start that takes long` {
  private static func guest(_ effective: Int) -> Look.Guest {
    var guest = Look.Guest(name: "web01", uuid: "u1")
    guest.declared = 2
    guest.assigned = effective
    guest.effective = effective
    return guest
  }

  private static func starting(_ stage: Stage) -> [Milliseconds] {
    stage.done.filter { $0.action == .notify(.starting(30_000)) }.map(\.at)
  }

  @Test func `tells each write when it is done, and counts them in the status`() throws {
    var look = Stage.differing("a")
    look.steps.append(.init(object: "guest web01", text: "b"))
    var stage = Stage(Stage.policy(.enforce), look: look, jobTime: 60_000)
    stage.run(until: 60_500)
    #expect(stage.state.job == .apply)
    let step = Applied.Step(object: "guest web01", text: "done: a", outcome: .done)
    stage.run(until: 62_000)
    stage.send(.progressed(step))
    #expect(stage.lines.last == "done: a")
    #expect(stage.state.status.line.hasPrefix("enforce: repairing, 1 of 2 steps done"))
    #expect(stage.state.counters.writes == ["success": 1])
    let published = stage.done.last { if case .publish = $0.action { true } else { false } }
    #expect(published?.at == 62_000)
    // What was told is not told again at the end.
    stage.run(until: 130_000)
    #expect(stage.lines.filter { $0 == "done: a" }.count == 1)
    #expect(stage.lines.filter { $0 == "done: b" }.count == 1)
    #expect(stage.state.counters.writes == ["success": 2])
  }

  @Test func `says every ten seconds that it goes on, until it is ready`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing(), jobTime: 12_000)
    stage.run(until: 100_000)
    #expect(Self.starting(stage) == [10_000, 20_000, 30_000])
    #expect(stage.notifications == ["ready"])
  }

  @Test func `is not ready while a repair fails, and says at the limit what is not`() {
    var policy = Stage.policy(.enforce)
    policy.readyAfter = 60_000
    var look = Stage.differing()
    look.guests = [Self.guest(0)]
    var stage = Stage(policy, look: look, repair: Stage.refuse)
    stage.run(until: 59_999)
    #expect(stage.notifications.isEmpty)
    stage.run(until: 60_000)
    #expect(stage.notifications == ["ready"])
    let line = stage.warnings.last
    #expect(line?.hasPrefix("agent: ready after 60 s, although the start is not done: ") == true)
    #expect(line?.hasSuffix("; not whole yet: web01 (0 of 2 queues)") == true)
  }

  @Test func `is ready when what is left waits for hardware, and names the guests`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.look.waits = ["guest web01 waits for adapter 07"]
    stage.look.guests = [Self.guest(1)]
    stage.run(until: 10)
    #expect(stage.notifications == ["ready"])
    #expect(stage.lines.last == "agent: ready; not whole yet: web01 (1 of 2 queues)")
  }

  @Test(arguments: [(true, []), (false, ["ready"])] as [(Bool, [String])])
  func `is ready while requests of the host go on, and not before that is known`(
    isAwaited: Bool, notifications: [String]
  ) {
    var stage = Stage(Stage.policy(.enforce))
    (stage.look.watchEnds, stage.look.awaitsWatch) = (30_000, isAwaited)
    stage.run(until: 1_000)
    #expect(stage.notifications == notifications)
  }

  @Test func `is not ready while something else than hardware or consent is in the way`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.look.waits = ["module vfio_ap: not loaded"]
    stage.look.isObstructed = true
    stage.run(until: 200_000)
    #expect(stage.notifications.isEmpty)
    stage.look.isObstructed = false
    stage.look.waits = []
    stage.event()
    stage.run(until: 201_000)
    #expect(stage.notifications == ["ready"])
  }

  @Test func `goes over to better events when there are any, and goes on with the old until then`()
  {
    var stage = Stage(Stage.policy(.observe), events: "kernel events")
    stage.run(until: 6_000)
    #expect(stage.done.contains { $0.action == .askEvents })
    stage.send(.eventsSuperseded)
    #expect(stage.done.last { $0.action == .openEvents } != nil)
    #expect(stage.state.status.events == "kernel events")
    stage.send(.eventsOpened("udev events"))
    #expect(stage.state.status.events == "udev events")
    #expect(stage.state.counters.reads[.resync] == 1)
  }
}
