import Agent
import Testing

@Suite
struct `A new configuration` {
  @Test func `throws away what was planned by the old one`() {
    var stage = Stage(Stage.policy(.observe), look: Stage.differing("by the old one"), jobTime: 500)
    stage.run(until: 100)
    stage.send(.reload)
    stage.send(.reloaded(mode: .enforce, refusal: nil))
    stage.finish()
    #expect(stage.starts(.apply).isEmpty)
    #expect(!stage.lines.contains { $0.contains("by the old one") })
    stage.look = Stage.differing("by the new one")
    stage.run(until: 3_000)
    #expect(stage.looks.count == 3)
    #expect(stage.lines.contains("done: by the new one"))
  }

  @Test func `is not called in force on the host before a look has compared the two`() {
    var stage = Stage(Stage.policy(.enforce), jobTime: 500)
    stage.run(until: 2_000)
    #expect(stage.state.status.condition == .asDeclared)
    stage.send(.reload)
    stage.send(.reloaded(mode: .enforce, refusal: nil))
    #expect(stage.state.status.condition == .starting)
    stage.run(until: 4_000)
    #expect(stage.state.status.condition == .asDeclared)
    // One that is refused changes nothing.
    stage.send(.reloaded(mode: .enforce, refusal: ["no"]))
    #expect(stage.state.status.condition == .asDeclared)
  }

  @Test func `ends a repair by the old one after the current write`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing(), jobTime: nil)
    stage.run(until: 100)
    stage.finish()
    #expect(stage.starts(.apply).count == 1)
    stage.send(.reload)
    stage.send(.reloaded(mode: .observe, refusal: nil))
    #expect(stage.done.contains { $0.action == .cancel })
    stage.repair = { _ in
      var applied = Applied()
      applied.interruption = "it was stopped before its next step"
      return applied
    }
    stage.finish()
    #expect(stage.looks.count == 2)
    #expect(stage.state.status.failures == 0)
    stage.finish()
    stage.run(until: 600_000)
    #expect(stage.starts(.apply).count == 1)
    #expect(stage.state.status.condition == .drift)
  }

  @Test func `that is refused stops nothing`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing(), jobTime: 500)
    stage.run(until: 100)
    stage.send(.reload)
    stage.send(.reloaded(mode: .enforce, refusal: ["apmatrix.yaml:1:1: no"]))
    stage.run(until: 3_000)
    #expect(stage.starts(.apply).count == 1)
    #expect(!stage.done.contains { $0.action == .cancel })
  }
}
