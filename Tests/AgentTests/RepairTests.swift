import APModel
import Agent
import History
import Testing

@Suite
struct `Repairs` {
  @Test func `are made in enforce mode, verified and then done`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.look = Stage.differing()
    stage.run(until: 4_000)
    #expect(stage.starts(.apply).count == 1)
    #expect(stage.looks.count == 2)
    #expect(stage.lines.contains("done: assign 05 to web01"))
    #expect(stage.state.counters.writes == ["success": 1])
    #expect(stage.state.status.condition == .asDeclared)
  }

  @Test func `are never made in observe mode, and the drift is reported once`() {
    var stage = Stage(Stage.policy(.observe))
    stage.look = Stage.differing()
    stage.run(until: 3_600_000)
    #expect(stage.starts(.apply).isEmpty)
    let drift = stage.lines.filter { $0 == "guest web01: differs: assign 05 to web01" }
    #expect(drift.count == 1)
    #expect(stage.state.status.condition == .drift)
  }

  @Test func `are never made from a read that is not complete`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.look = Stage.differing()
    stage.look.isComplete = false
    stage.run(until: 3_600_000)
    #expect(stage.starts(.apply).isEmpty)
    #expect(stage.state.status.condition == .unreadable)
  }

  @Test func `begin again once a host can be read that could not`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing())
    stage.look.isComplete = false
    stage.run(until: 20_000)
    #expect((3...4).contains(stage.looks.count))
    stage.look.isComplete = true
    stage.run(until: 60_000)
    #expect(stage.starts(.apply).count == 1)
    #expect(stage.state.status.condition == .asDeclared)
  }

  @Test func `that something obstructs leave a host that is not as declared`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.look.isObstructed = true
    stage.look.problems = [.said("guest web01: 05.0004 is assigned to mdev x")]
    stage.run(until: 10_000)
    #expect(stage.state.status.condition == .drift)
    #expect(stage.state.status.succeededAt == nil)
    #expect(stage.state.status.line.hasPrefix("enforce: not as declared; "))
  }

  @Test func `of others do not wait for one that keeps failing`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing())
    stage.look.steps.append(.init(object: "guest db01", text: "assign 06 to db01"))
    stage.repair = { look in
      look.steps.contains { $0.object == "guest web01" }
        ? Stage.refuse(&look) : Stage.succeed(&look)
    }
    stage.run(until: 3_500)
    #expect(stage.starts(.apply).count == 4)
    #expect(stage.lines.contains("done: assign 06 to db01"))
    #expect(stage.state.status.unrepaired == ["guest web01"])
    stage.run(until: 60_000)
    #expect(stage.lines.count { $0 == "done: assign 06 to db01" } == 1)
    #expect(stage.starts(.apply).count <= 10)
  }

  @Test func `without effect are given up like a tug-of-war, and never spin`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.look = Stage.differing()
    stage.repair = { look in
      var copy = look
      return Stage.succeed(&copy)
    }
    stage.run(until: 60_000)
    #expect(stage.starts(.apply).count <= 7)
    #expect(stage.state.status.contested == ["guest web01"])
  }

  @Test func `are put off by events during the read, but not for ever`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing(), jobTime: 100)
    for moment in stride(from: Milliseconds(0), to: 10_000, by: 20) {
      stage.run(until: moment)
      stage.event(isDrained: false)
    }
    #expect(stage.starts(.apply).count == 1)
    #expect(stage.starts(.apply)[0] < 9_000)
  }

  @Test func `are told by identifiers, while the history has what was written`() throws {
    let guests = "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5-6, domains: 4}}"
    let agent = KeptAgent(try KeptHost(guests))
    agent.pass(10_000)
    let told = agent.lines(with: "/ap_config = adapters 05 06, domains 0004, control domains none")
    #expect(told.count == 1, "\(agent.lines.map(\.line.text))")
    let digits = String(repeating: "0", count: 32)
    #expect(agent.lines.allSatisfy { !$0.line.text.contains(digits) })
    let values = agent.entries.filter { $0.kind == .write }.map(\.value)
    let matrix = Matrix(adapters: [AdapterID(5), AdapterID(6)], domains: [DomainID(4)])
    #expect(values.contains(matrix.configText), "\(values)")
  }
}
