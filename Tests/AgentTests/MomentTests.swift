import Agent
import Testing

@Suite
struct `The moments that the metrics tell` {
  private static func moment(_ milliseconds: Milliseconds) -> Instant {
    Instant(milliseconds: milliseconds)
  }

  @Test func `are those at which it happened`() {
    var stage = Stage(Stage.policy(.enforce))
    #expect(stage.state.status.moments.configuration == Self.moment(0))
    #expect(stage.state.status.moments.poll == nil)
    stage.run(until: 4_000)
    stage.event()
    #expect(stage.state.status.moments.event == Self.moment(4_000))
    stage.look = Stage.differing()
    stage.run(until: 60_000)
    let moments = stage.state.status.moments
    let repaired = stage.starts(.apply)[0] + 5
    #expect(moments.repair == Self.moment(repaired))
    #expect(moments.poll == Self.moment(stage.starts(.poll).last.map { $0 + 5 } ?? -1))
    stage.send(.reloaded(mode: .observe, refusal: ["an error"]))
    #expect(stage.state.status.moments.configuration == Self.moment(0))
    stage.send(.reloaded(mode: .observe, refusal: nil))
    #expect(stage.state.status.moments.configuration == Self.moment(60_000))
  }
}
