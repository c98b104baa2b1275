import Agent
import Testing
import Uevents

@Suite
struct `A tug-of-war` {
  /// A rival undoes each repair two seconds later.
  private static func fight(_ stage: inout Stage, until end: Milliseconds) {
    for moment in stride(from: stage.now, to: end, by: 2_000) {
      stage.run(until: moment)
      if stage.look.steps.isEmpty, stage.state.status.contested.isEmpty {
        stage.look.steps = [.init(object: "guest web01", text: "assign 05 to web01")]
        Stage.change(&stage.look)
        stage.event(Stage.queueBound)
      }
    }
  }

  @Test func `is recognised after four repairs, reported once and no longer fed`() {
    var stage = Stage(Stage.policy(.enforce))
    Self.fight(&stage, until: 600_000)
    #expect(stage.starts(.apply).count == 4)
    #expect(stage.lines.filter { $0.contains("changed back 4 times, each time after") }.count == 1)
    #expect(stage.starts(.look(leaving: ["guest web01"])).isEmpty == false)
    #expect(stage.state.status.condition == .contested)
    #expect(stage.state.status.contested == ["guest web01"])
  }

  /// The pause after a repair that led to nothing is over, and nothing is left to be tried.
  @Test func `is no reason to read the host over and over, whatever its plan still changes`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing())
    stage.insistent = ["guest web01"]
    stage.repair = { look in
      let steps = look.steps
      defer { look.steps = steps }
      return Stage.succeed(&look)
    }
    for moment in stride(from: Milliseconds(0), to: 60_000, by: 2_000) {
      stage.run(until: moment)
      Stage.change(&stage.look)
      stage.event(Stage.queueBound)
    }
    #expect(stage.state.status.contested == ["guest web01"])
    let before = stage.looks.count
    stage.run(until: 600_000)
    #expect(stage.looks.count - before < 5, "\(stage.looks.count - before)")
    #expect(stage.state.status.nextAttempt == nil)
  }

  @Test func `ends when the configuration is read again`() {
    var stage = Stage(Stage.policy(.enforce))
    Self.fight(&stage, until: 100_000)
    stage.send(.reload)
    stage.send(.reloaded(mode: .enforce, refusal: nil))
    #expect(stage.state.status.contested.isEmpty)
    stage.run(until: 101_000)
    #expect(
      stage.done.last { if case .start(.look) = $0.action { true } else { false } }?.action
        == .start(.look(leaving: [])))
  }

  @Test func `is looked at again after an hour`() {
    var stage = Stage(Stage.policy(.enforce))
    Self.fight(&stage, until: 100_000)
    stage.run(until: 3_800_000)
    #expect(stage.state.status.contested.isEmpty)
  }

  /// A queue that returns has no driver where the bus is held, and its guest waits for nobody but the agent.
  @Test func `ends when hardware comes, and begins anew if the rival goes on`() {
    var stage = Stage(Stage.policy(.enforce))
    Self.fight(&stage, until: 100_000)
    #expect(stage.state.status.contested == ["guest web01"])
    stage.event(Stage.queueAdded)
    #expect(stage.state.status.contested.isEmpty)
    let news = "guest web01: looked after again, because hardware has come"
    #expect(stage.lines.filter { $0.contains(news) }.count == 1)
    stage.run(until: 110_000)
    #expect(
      stage.starts(.look(leaving: [])).last! > stage.starts(.look(leaving: ["guest web01"])).last!)
    Self.fight(&stage, until: 200_000)
    #expect(stage.state.status.contested == ["guest web01"])
  }

  /// What leaves gives nobody a reason to begin again.
  @Test func `does not end when hardware leaves`() {
    var stage = Stage(Stage.policy(.enforce))
    Self.fight(&stage, until: 100_000)
    stage.event(UeventMeaning(Uevent(.remove, "/devices/ap/card05/05.0047", subsystem: "ap")))
    #expect(stage.state.status.contested == ["guest web01"])
  }

  @Test func `is not what repairs are that lie far apart`() {
    var stage = Stage(Stage.policy(.enforce))
    for round in 1...10 {
      stage.run(until: Milliseconds(round) * 240_000)
      stage.look.steps = [.init(object: "guest web01", text: "assign 05 to web01")]
      Stage.change(&stage.look)
      stage.event(Stage.queueBound)
    }
    stage.run(until: 3_000_000)
    #expect(stage.starts(.apply).count == 10)
    #expect(stage.state.status.contested.isEmpty)
  }

  @Test func `is not what hardware causes that comes and goes`() {
    var stage = Stage(Stage.policy(.enforce))
    for moment in stride(from: Milliseconds(0), to: 60_000, by: 2_000) {
      stage.run(until: moment)
      stage.look = Stage.differing()
      Stage.change(&stage.look)
      stage.event(Stage.queueAdded)
    }
    stage.run(until: 70_000)
    #expect(stage.starts(.apply).count == 30)
    #expect(stage.state.status.contested.isEmpty)
  }

  /// With its driver every guest's mdev goes, and each is made again.
  @Test func `is not what a module causes that is loaded again and again`() {
    var stage = Stage(Stage.policy(.enforce))
    for moment in stride(from: Milliseconds(0), to: 60_000, by: 2_000) {
      stage.run(until: moment)
      stage.look = Stage.differing()
      Stage.change(&stage.look)
      stage.event(.driver("vfio_ap", .removed))
      stage.event(.matrix(.added))
    }
    stage.run(until: 70_000)
    #expect(stage.starts(.apply).count > 10)
    #expect(stage.state.status.contested.isEmpty)
  }

  @Test func `is not what the agent itself takes back`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing())
    stage.repair = { look in
      var applied = Applied()
      applied.steps = [
        .init(object: "guest db01", text: "done", outcome: .done),
        .init(object: "guest web01", text: "EADDRINUSE", outcome: .failed("EADDRINUSE")),
      ]
      applied.takenBack = ["guest db01: taken back"]
      Stage.change(&look)
      return applied
    }
    stage.run(until: 60_000)
    #expect(stage.starts(.apply).count >= 3)
    #expect(stage.state.status.contested.isEmpty)
    #expect(stage.state.status.unrepaired == ["guest web01"])
  }
}
