import Agent
import Testing
import Uevents

@Suite
struct `The agent reads the host` {
  @Test func `once at its start, and then once in five minutes if nothing happens`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 890_000)
    #expect(stage.looks.count == 3)
    #expect(stage.looks[0] == 0)
    #expect(stage.state.counters.reads == [.start: 1, .periodic: 2])
  }

  @Test func `fifty milliseconds after the last event of a burst`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    for moment in stride(from: Milliseconds(1_000), through: 1_200, by: 20) {
      stage.run(until: moment)
      stage.event()
    }
    stage.run(until: 2_000)
    #expect(stage.looks == [0, 1_250])
  }

  @Test func `less and less often while a storm goes on, and once after it`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    for moment in stride(from: Milliseconds(1_000), through: 5_000, by: 10) {
      stage.run(until: moment)
      stage.event(isDrained: false)
    }
    stage.run(until: 8_000)
    let gaps = zip(stage.looks.dropFirst(), stage.looks.dropFirst(2)).map { $1 - $0 }
    #expect(stage.looks[1] == 1_500)
    #expect(gaps.dropLast().allSatisfy { $0 >= 1_000 })
    #expect(stage.looks.last == 5_050)
    #expect(stage.looks.count == 5)
  }

  @Test func `at once when all queues have their driver`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    stage.event()
    stage.event(Stage.complete)
    #expect(stage.looks == [0, 1_000])
  }

  @Test func `not for every queue on kernels that announce complete bindings for each`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    for moment in stride(from: Milliseconds(1_000), to: 1_400, by: 5) {
      stage.run(until: moment)
      stage.event()
      stage.event(Stage.complete)
    }
    stage.run(until: 3_000)
    #expect(stage.looks.count <= 3)
    #expect(stage.looks.last == 1_445)
  }

  @Test func `not for a complete announcement with more events behind it`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    stage.event(Stage.complete, isDrained: false)
    #expect(stage.looks == [0])
    stage.run(until: 1_060)
    #expect(stage.looks == [0, 1_050])
  }

  @Test func `not for events of others`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    stage.event(.irrelevant)
    stage.run(until: 4_000)
    #expect(stage.looks == [0])
    #expect(stage.state.counters.events.isEmpty)
  }

  @Test func `again when events were lost, and counts it`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    stage.send(.events([], overruns: 2, isDrained: true))
    stage.run(until: 2_000)
    #expect(stage.looks == [0, 1_050])
    #expect(stage.state.counters.overruns == 2)
    #expect(stage.state.counters.reads[.resync] == 1)
  }

  @Test func `after events that came while it read`() {
    var stage = Stage(Stage.policy(.observe), jobTime: 300)
    stage.run(until: 100)
    stage.event()
    stage.run(until: 1_000)
    #expect(stage.looks == [0, 300])
  }

  @Test func `when the poll sees what no event announced`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 14_000)
    #expect(stage.looks == [0])
    stage.look.poll = Fingerprint("an assignment by somebody else")
    stage.run(until: 16_000)
    #expect(stage.starts(.poll).count == 3)
    #expect(stage.looks.count == 2)
    #expect(stage.state.counters.reads[.silent] == 1)
    stage.run(until: 60_000)
    #expect(stage.looks.count == 2)
  }

  @Test func `soon after KVM announced a guest, by the poll`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 100)
    stage.event(.machine(started: true))
    stage.run(until: 1_200)
    #expect(stage.starts(.poll) == [1_100])
    #expect(stage.looks == [0])
  }
}
