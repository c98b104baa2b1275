import Agent
import Testing
import Uevents

@Suite
struct `The agent's life` {
  @Test func `is ready when the host was read, or repaired`() {
    var observing = Stage(Stage.policy(.observe))
    #expect(observing.notifications.isEmpty)
    observing.run(until: 10)
    #expect(observing.notifications == ["ready"])

    var enforcing = Stage(Stage.policy(.enforce), look: Stage.differing())
    enforcing.run(until: 12)
    #expect(enforcing.notifications.isEmpty)
    enforcing.run(until: 20)
    #expect(enforcing.notifications == ["ready"])
  }

  @Test func `wakes up for nothing but the poll when idle`() {
    var policy = Stage.policy(.observe)
    policy.watchdog = 60_000
    var stage = Stage(policy)
    stage.run(until: 10)
    var deadlines: [Milliseconds] = []
    while stage.now < 60_000 {
      let next = stage.state.deadline.milliseconds
      deadlines.append(next)
      stage.run(until: next + 6)
    }
    #expect(zip(deadlines, deadlines.dropFirst()).allSatisfy { $1 - $0 >= 5_000 })
  }

  /// While no queue is effective none tells whether its guest runs.
  @Test func `tells of a stop although no queue told of it for a while`() {
    var stage = Stage(Stage.policy(.observe))
    for (place, runs) in [true, nil, false, nil, true].enumerated() {
      var guest = Look.Guest(name: "web01", uuid: "62177883-f1bb-47f0-914d-32a22e3a8804")
      guest.isRunning = runs
      stage.look.guests = [guest]
      stage.look.fingerprint = Fingerprint(place)
      stage.look.poll = Fingerprint(place)
      stage.run(until: Milliseconds(place + 1) * 10_000)
    }
    #expect(
      stage.lines.filter { $0.contains("web01") } == [
        "guest web01: has stopped", "guest web01: is running",
      ])
  }

  @Test func `takes a new configuration and its mode`() {
    var stage = Stage(Stage.policy(.observe))
    stage.look = Stage.differing()
    stage.run(until: 1_000)
    stage.send(.reload)
    stage.send(.reloaded(mode: .enforce, refusal: nil))
    stage.run(until: 2_000)
    #expect(stage.notifications == ["ready", "reloading", "ready"])
    #expect(stage.starts(.apply).count == 1)
    #expect(stage.state.counters.reloads == 1)
  }

  @Test func `refuses a bad configuration in full and keeps the old one`() {
    var stage = Stage(Stage.policy(.observe))
    stage.look = Stage.differing()
    stage.run(until: 1_000)
    stage.send(.reload)
    stage.send(.reloaded(mode: .enforce, refusal: ["apmatrix.yaml:3:1: unknown key"]))
    stage.run(until: 2_000)
    #expect(stage.notifications == ["ready", "reloading", "ready"])
    #expect(stage.starts(.apply).isEmpty)
    #expect(stage.state.policy.mode == .observe)
    #expect(stage.state.status.line.contains("new configuration refused"))
    #expect(stage.lines.contains("apmatrix.yaml:3:1: unknown key"))
  }

  @Test func `ends at once when idle`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.run(until: 1_000)
    stage.send(.terminate)
    #expect(stage.notifications.last == "stopping")
    #expect(stage.done.last?.action == .exit(0))
  }

  @Test func `ends after the write that is under way, and begins nothing more`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing(), jobTime: 100)
    stage.run(until: 150)
    #expect(stage.state.job == .apply)
    stage.send(.terminate)
    #expect(stage.done.last?.action == .cancel)
    stage.run(until: 200)
    #expect(stage.done.last?.action == .exit(0))
    #expect(stage.looks.count == 1)
  }

  @Test func `opens its events again when they end, and reads the host then`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    stage.send(.eventsEnded("Bad file descriptor"))
    #expect(stage.state.status.events == nil)
    stage.run(until: 2_500)
    #expect(stage.done.contains { $0.action == .openEvents })
    stage.send(.eventsEnded("no memory"))
    stage.run(until: 4_500)
    #expect(stage.done.filter { $0.action == .openEvents }.map(\.at) == [2_000, 4_500])
    stage.send(.eventsOpened("kernel events"))
    #expect(stage.state.counters.reads[.resync] == 1)
    #expect(stage.state.status.events == "kernel events")
  }

  @Test func `tells what guests gain and lose in one line each`() {
    var stage = Stage(Stage.policy(.observe))
    var guest = Look.Guest(name: "web01", uuid: "u1")
    guest.assigned = 4
    guest.effective = 2
    guest.missing = 2
    stage.look.guests = [guest]
    stage.run(until: 1_000)
    stage.look.guests[0].effective = 4
    stage.look.guests[0].missing = 0
    stage.event()
    stage.run(until: 2_000)
    stage.look.guests = []
    stage.event()
    stage.run(until: 3_000)
    #expect(
      stage.lines == [
        "guest web01: 2 of 4 assigned queues are effective",
        "guest web01: 4 of 4 assigned queues are effective (was 2)",
        "guest web01: its mdev is gone",
      ])
  }
}
