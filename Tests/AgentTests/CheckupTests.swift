import Testing

@testable import Agent

/// What the agent tells of the next boot, by what doctor answers it.
@Suite
struct `The agent's examination for the next boot` {
  private static let hour: Milliseconds = 3_600_000
  private static let masks = Diagnosis.Finding(
    id: "masks-not-kept", text: "the next boot has other masks", remedy: "run apply --persist")

  /// An agent that is ready and examines its host once in an hour.
  private static func stage() -> Stage {
    var policy = Stage.policy(.enforce)
    policy.checkup = hour
    var stage = Stage(policy)
    stage.run(until: 5_100)
    return stage
  }

  private static func moments(_ stage: Stage, of action: AgentAction = .examine) -> [Milliseconds] {
    stage.done.filter { $0.action == action }.map(\.at)
  }

  /// Lets another configuration be in force, and what follows from it begin.
  private static func reload(_ stage: inout Stage) {
    stage.send(.reloaded(mode: .enforce, refusal: nil))
    stage.run(until: stage.now + stage.state.policy.checkupDelay)
  }

  private static func told(_ stage: Stage) -> [String] {
    stage.lines.filter { $0.hasPrefix("next boot: ") }
  }

  private static func found(
    _ findings: [Diagnosis.Finding], unseen: [String] = []
  ) -> AgentInput {
    .examined(
      Diagnosis(boot: findings, counts: ["wrong-at-next-boot": findings.count], unseen: unseen))
  }

  @Test func `begins when it is ready, once in an hour, and after a reload`() {
    var stage = Self.stage()
    #expect(stage.notifications.first == "ready")
    let first = Self.moments(stage)
    #expect(first.count == 1)
    stage.send(Self.found([]))
    stage.run(until: Self.hour / 2)
    #expect(Self.moments(stage) == first)
    Self.reload(&stage)
    let second = Self.hour / 2 + 5_000
    #expect(Self.moments(stage) == first + [second])
    stage.send(Self.found([]))
    stage.run(until: second + Self.hour)
    #expect(Self.moments(stage) == first + [second, second + Self.hour])
    // One that is under way is not begun again.
    Self.reload(&stage)
    #expect(Self.moments(stage).count == 3)
    stage.send(Self.found([]))
    #expect(Self.moments(stage).count == 4)
  }

  @Test func `never begins where nobody wants it, or before the agent is ready`() {
    var plain = Stage(Stage.policy(.enforce))
    plain.run(until: Self.hour)
    #expect(Self.moments(plain).isEmpty)
    var policy = Stage.policy(.enforce)
    policy.checkup = Self.hour
    // Its start takes as long as it may.
    var busy = Stage(policy, look: Stage.differing(), repair: Stage.refuse)
    busy.run(until: policy.readyAfter - 1)
    #expect(Self.moments(busy).isEmpty)
  }

  @Test func `tells what is new and what is gone, each once`() {
    var stage = Self.stage()
    stage.send(Self.found([Self.masks]))
    let line = "next boot: the next boot has other masks; to mend it, run apply --persist"
    #expect(Self.told(stage) == [line])
    #expect(stage.warnings.contains(line))
    for hours in 1...3 {
      stage.run(until: Int64(hours) * Self.hour + 6_000)
      stage.send(Self.found([Self.masks]))
    }
    #expect(Self.told(stage) == [line])
    Self.reload(&stage)
    stage.send(Self.found([]))
    #expect(Self.told(stage) == [line, "next boot: no longer: the next boot has other masks"])
    #expect(stage.warnings.count { $0.hasPrefix("next boot") } == 1)
  }

  @Test func `takes nothing back that it could not look at again`() {
    var stage = Self.stage()
    stage.send(Self.found([Self.masks]))
    let before = Self.told(stage)
    for _ in 0..<2 {
      Self.reload(&stage)
      stage.send(Self.found([], unseen: ["/etc: did not answer in time", "/usr: Input/output"]))
    }
    let hidden = "next boot: not looked at: /etc: did not answer in time and 1 more"
    #expect(Self.told(stage) == before + [hidden])
    Self.reload(&stage)
    stage.send(Self.found([Self.masks]))
    #expect(Self.told(stage) == before + [hidden])
  }

  @Test func `tells the first of many of one kind`() {
    var stage = Self.stage()
    let many = (1...85).map { number in
      Diagnosis.Finding(id: "start-fails", text: "mdev \(number) fails", remedy: "mend it")
    }
    stage.send(Self.found(many + [Self.masks]))
    let told = Self.told(stage)
    #expect(told.count == 5)
    #expect(told[3] == "next boot: and 82 more of this kind (start-fails): apmatrix doctor")
    #expect(told[4].hasPrefix("next boot: the next boot has other masks"))
  }

  @Test func `gives up one that does not end, says so once, and goes on`() {
    var stage = Self.stage()
    let limit = stage.state.policy.checkupLimit
    stage.run(until: limit + 6_000)
    #expect(Self.moments(stage, of: .endExamination).count == 1)
    let line = "next boot: not examined: apmatrix doctor gave no answer"
    #expect(Self.told(stage) == [line])
    // What comes too late is not heard.
    stage.send(Self.found([Self.masks]))
    stage.run(until: Self.hour + limit + 6_000)
    #expect(Self.moments(stage, of: .endExamination).count == 2)
    #expect(Self.told(stage) == [line])
    #expect(stage.state.status.diagnosis == nil)
  }

  @Test func `calls nothing looked at where the next one gave no answer`() {
    var stage = Self.stage()
    stage.send(Self.found([Self.masks]))
    #expect(stage.state.status.diagnosis?.unseen == [])
    Self.reload(&stage)
    stage.send(.examined(nil))
    #expect(stage.state.status.diagnosis?.unseen == ["apmatrix doctor gave no answer"])
    #expect(stage.state.status.diagnosis?.counts == ["wrong-at-next-boot": 1])
  }

  @Test func `is counted by group in the metrics`() throws {
    let text = """
      {"complete": false, "findings": [
      {"evidence": [], "group": "wrong-at-next-boot", "id": "masks-not-kept",
       "remedy": "run apply --persist", "text": "the next boot has other masks"},
      {"evidence": [], "group": "worth-knowing", "id": "x", "remedy": "y", "text": "z"}],
      "healthy": false, "notLookedAt": ["a"], "origin": "/sys", "schema": "apmatrix.doctor/v1"}
      """
    let diagnosis = try #require(Diagnosis(Array(text.utf8)))
    #expect(diagnosis.boot == [Self.masks])
    #expect(diagnosis.unseen == ["a"])
    var stage = Self.stage()
    stage.send(.examined(diagnosis))
    let metrics = stage.state.status.metrics(WallClock())
    for line in [
      "apmatrix_findings{group=\"wrong-now\"} 0",
      "apmatrix_findings{group=\"wrong-at-next-boot\"} 1",
      "apmatrix_findings{group=\"worth-knowing\"} 1", "apmatrix_findings_not_looked_at 1",
    ] { #expect(metrics.contains(line + "\n"), "\(metrics)") }
    #expect(Diagnosis(Array("{\"schema\": \"apmatrix.doctor/v2\"}".utf8)) == nil)
    #expect(Diagnosis(Array(text.utf8.dropLast())) == nil)
  }
}
