import Agent
import Testing

@Suite
struct `Repairs that fail` {
  @Test func `are told of with the next attempt`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing(), repair: Stage.refuse)
    stage.run(until: 60_000)
    let status = stage.state.status
    #expect(status.condition == .backingOff && status.unrepaired == ["guest web01"])
    #expect(status.failures >= 3)
    #expect(status.nextAttempt.map { $0.milliseconds > 60_000 } == true)
  }

  @Test func `and were mended by somebody do not count for ever`() {
    var stage = Stage(Stage.policy(.enforce))
    for round in 1...3 {
      stage.look = Stage.differing()
      Stage.change(&stage.look)
      stage.repair = { look in
        // Somebody else mends it meanwhile.
        defer { look.steps = [] }
        return Stage.refuse(&look)
      }
      stage.event()
      stage.run(until: Milliseconds(round) * 600_000)
    }
    #expect(stage.starts(.apply).count == 3)
    #expect(stage.state.status.unrepaired.isEmpty)
    #expect(!stage.lines.contains { $0.contains("keeps failing") }, "\(stage.lines)")
  }

  @Test func `because of a lock are made soon after it is given back`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing())
    stage.repair = { _ in
      var applied = Applied()
      applied.interruption = "chzdev (pid 7) holds the lock"
      applied.isLocked = true
      return applied
    }
    stage.run(until: 600_000)
    #expect(stage.state.status.failures == 0 && stage.state.status.condition == .backingOff)
    #expect(stage.state.status.line.contains("(chzdev (pid 7) holds the lock), tried again later"))
    stage.repair = Stage.succeed
    stage.run(until: 605_100)
    #expect(stage.state.status.condition == .asDeclared)
    #expect(stage.lines.filter { $0.hasPrefix("repair ended early") }.count == 1)
  }

  @Test func `and are tried again do not end what waits for them`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing(), repair: Stage.refuse)
    let wait = "guest db01 waits for guest web01"
    stage.waitsWhileLeaving = [wait]
    stage.run(until: 1_000_000)
    #expect(stage.starts(.apply).count > 4)
    #expect(stage.lines.filter { $0.contains(wait) } == [wait])
  }

  @Test func `back off from one second to five minutes`() {
    var stage = Stage(
      Stage.policy(.enforce), look: Stage.differing(), jobTime: 0, repair: Stage.refuse)
    stage.run(until: 3_000_000)
    let starts = stage.starts(.apply)
    let gaps = zip(starts, starts.dropFirst()).map { $1 - $0 }
    #expect(Array(gaps.prefix(9)) == (0..<9).map { Milliseconds(1_000) << $0 })
    #expect(gaps.dropFirst(9).allSatisfy { $0 == 300_000 })
    #expect(stage.state.status.condition == .backingOff)
    #expect(stage.state.status.unrepaired == ["guest web01"])
  }

  /// What no plan can leave out must not be tried without a pause, nor be said to leave the others in peace.
  @Test func `although they were set aside back off as well`() {
    var stage = Stage(
      Stage.policy(.enforce), look: Stage.differing(), jobTime: 0, repair: Stage.refuse)
    stage.insistent = ["guest web01"]
    stage.run(until: 600_000)
    // The rest of what is set aside ends between.
    #expect((4...20).contains(stage.starts(.apply).count), "\(stage.starts(.apply))")
    #expect(stage.looks.count < 60, "\(stage.looks)")
    #expect(stage.lines.filter { $0.contains("keeps failing") }.count < 8)
  }

  @Test func `are tried at once when the host has changed since they were refused`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.look = Stage.differing()
    stage.repair = Stage.refuse
    stage.run(until: 200_000)
    let before = stage.starts(.apply).count
    Stage.change(&stage.look)
    stage.repair = Stage.succeed
    stage.event()
    stage.run(until: 200_100)
    #expect(stage.starts(.apply).count == before + 1)
    #expect(stage.state.status.failures == 0)
  }

  @Test func `are not tried again for events that changed nothing`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.look = Stage.differing()
    stage.repair = Stage.refuse
    stage.run(until: 200_000)
    let before = stage.starts(.apply).count
    for moment in stride(from: Milliseconds(200_000), to: 220_000, by: 100) {
      stage.run(until: moment)
      stage.event()
    }
    #expect(stage.starts(.apply).count == before)
  }
}
