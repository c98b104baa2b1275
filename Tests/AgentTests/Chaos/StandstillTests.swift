import Agent
import Testing

/// SIGSTOP, a stopped virtual machine: for a while nothing of the agent runs.
@Suite
struct `An agent that stood still for a minute` {
  /// A poll is under way, in an access, when everything stops.
  private static func stopped() -> (Stage, PendingAccess) {
    var policy = Stage.policy(.enforce)
    policy.watchdog = 60_000
    var stage = Stage(policy)
    stage.run(until: 5_006)
    #expect(stage.state.job == .poll)
    stage.standStill(60_000)
    let access = PendingAccess(
      operation: "read", path: "bus/ap/apmask", since: Instant(milliseconds: 5_005))
    return (stage, access)
  }

  @Test func `gives a sign of life first, and calls no access blocked`() {
    var (stage, access) = Self.stopped()
    stage.run(until: stage.now, access: access)
    #expect(stage.notifications.last == "watchdog")
    #expect(stage.state.status.blocked == nil)
    stage.run(until: stage.now + 20_000)
    #expect(stage.lines.isEmpty, "\(stage.lines)")
    #expect(stage.state.status.condition == .asDeclared)
  }

  @Test func `makes up for no poll that it has missed`() {
    var (stage, access) = Self.stopped()
    let polls = stage.starts(.poll).count
    stage.run(until: stage.now + 4, access: access)
    stage.run(until: stage.now + 20_000)
    #expect(stage.starts(.poll).count - polls <= 4)
    #expect(stage.looks.count == 1)
  }

  @Test func `still tells of an access that the kernel blocks from then on`() {
    var (stage, access) = Self.stopped()
    stage.jobTime = nil
    stage.standStill(600_000)
    stage.run(until: stage.now, access: access)
    #expect(stage.state.status.blocked == nil)
    stage.run(until: stage.now + 4_000, access: access)
    #expect(stage.state.status.blocked == access)
    #expect(stage.lines.count == 1 && stage.lines[0].contains("blocked for 2 s"), "\(stage.lines)")
  }
}
