import APModel
import Agent
import Testing

@Suite
struct `Exposures that could not be kept` {
  private static func kept(_ stage: Stage) -> Int {
    stage.done.count { if case .keep = $0.action { true } else { false } }
  }

  /// A full disk has room again some time, and a boot may come before the next exposure.
  @Test func `are kept with the next look or poll that there is`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.run(until: 1_000)
    stage.look.exposed = [
      ExposedQueue(
        queue: APQN(AdapterID(5), DomainID(4)), uuid: "u1", guest: "web01", driver: "cex4queue",
        isRunning: false)
    ]
    stage.event()
    stage.run(until: 2_000)
    #expect(Self.kept(stage) == 1)
    stage.loseExposures()
    stage.run(until: 30_000)
    #expect(Self.kept(stage) == 2)
  }
}
