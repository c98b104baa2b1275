import APModel
import Reconcile
import Testing
import Uevents

@testable import Agent

@Suite
struct `A tug-of-war` {
  /// A rival undoes each repair two seconds later.
  private static func fight(
    _ stage: inout Stage, until end: Milliseconds, sending event: UeventMeaning = Stage.queueBound
  ) {
    for moment in stride(from: stage.now, to: end, by: 2_000) {
      stage.run(until: moment)
      if stage.look.steps.isEmpty, stage.state.status.contested.isEmpty {
        stage.look.steps = [.init(object: "guest web01", text: "assign 05 to web01")]
        Stage.change(&stage.look)
        stage.event(event)
      }
    }
  }

  /// `udevadm trigger --action=add` sends one.
  @Test func `is one although events say that hardware came, which no look shows`() {
    var stage = Stage(Stage.policy(.enforce))
    Self.fight(&stage, until: 600_000, sending: Stage.queueAdded)
    #expect(stage.starts(.apply).count == 4)
    #expect(stage.state.status.contested == ["guest web01"])
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

  /// A queue of web01 that returns has no driver where the bus is held, and its guest waits for nobody but the agent.
  private static func contested(with queues: [UInt8]) -> Stage {
    var stage = Stage(Stage.policy(.enforce))
    let matrix = Matrix(adapters: [AdapterID(5)], domains: [DomainID(4)])
    stage.look.index = GuestIndex(
      Configuration(
        file: "apmatrix.yaml", guests: [GuestDeclaration(name: "web01", uuid: "", matrix: matrix)]))
    stage.look.queues = Self.queues(queues)
    fight(&stage, until: 100_000)
    #expect(stage.state.status.contested == ["guest web01"])
    return stage
  }

  private static func queues(_ adapters: [UInt8]) -> QueueSet {
    QueueSet(adapters.map { APQN(AdapterID($0), DomainID(4)) })
  }

  private static let news = "guest web01: looked after again, because a queue of it has come"

  /// An event may get lost.
  @Test(arguments: [true, false])
  func `ends when a queue of it comes, once in an hour`(isTold: Bool) {
    var stage = Self.contested(with: [6])
    stage.look.queues = Self.queues([5, 6])
    Stage.change(&stage.look)
    if isTold { stage.event(Stage.queueAdded) }
    stage.run(until: 500_000)
    #expect(stage.state.status.contested.isEmpty)
    #expect(stage.lines.count { $0.contains(Self.news) } == 1)
    Self.fight(&stage, until: 600_000)
    #expect(stage.state.status.contested == ["guest web01"])
    for adapters: [UInt8] in [[6], [5, 6], [6], [5, 6]] {
      stage.look.queues = Self.queues(adapters)
      Stage.change(&stage.look)
      stage.event(Stage.queueAdded)
      stage.run(until: stage.now + 20_000)
    }
    #expect(stage.state.status.contested == ["guest web01"])
    #expect(stage.lines.count { $0.contains(Self.news) } == 1)
  }

  /// `udevadm trigger` sends events of what has been there all the time.
  @Test(arguments: [[5], [5, 7], []] as [[UInt8]])
  func `does not end when another's queue comes, or its own leaves, or an event tells of nothing`(
    adapters: [UInt8]
  ) {
    var stage = Self.contested(with: [5])
    stage.look.queues = Self.queues(adapters)
    Stage.change(&stage.look)
    stage.event(Stage.queueAdded)
    stage.run(until: 500_000)
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
    let queue = APQN(AdapterID(5), DomainID(0x47))
    for moment in stride(from: Milliseconds(0), to: 60_000, by: 2_000) {
      stage.run(until: moment)
      let isThere = !stage.look.queues.contains(queue)
      stage.look = Look()
      stage.look.steps = [.init(object: HostObject.queue(queue), text: "bind it")]
      if isThere { stage.look.queues.insert(queue) }
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
      applied.undone = [.init(object: "guest db01", text: "guest db01: taken back", outcome: .done)]
      Stage.change(&look)
      return applied
    }
    stage.run(until: 60_000)
    #expect(stage.starts(.apply).count >= 3)
    #expect(stage.state.status.contested.isEmpty)
    #expect(stage.state.status.unrepaired == ["guest web01"])
  }
}
