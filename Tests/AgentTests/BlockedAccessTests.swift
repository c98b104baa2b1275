import Agent
import Testing

@Suite
struct `An agent whose kernel does not answer` {
  @Test func `goes on: it is reported once, the watchdog fed`() {
    var policy = Stage.policy(.observe)
    policy.watchdog = 20_000
    var stage = Stage(policy, jobTime: nil)
    stage.run(until: 4_990)
    stage.finish()
    stage.run(until: 10_000)
    #expect(stage.state.job == .poll)
    let access = PendingAccess(
      operation: "read", path: "devices/vfio_ap/matrix/u/guest_matrix",
      since: Instant(milliseconds: 9_990))
    stage.run(until: 80_000, access: access)
    let reports = stage.lines.filter { $0.contains("guest_matrix: read has been blocked") }
    #expect(reports.count == 1)
    #expect(stage.notifications.filter { $0 == "watchdog" }.count >= 7)
    #expect(stage.state.status.condition == .blocked)
    #expect(stage.state.status.blocked == access)
    stage.finish()
    #expect(stage.state.status.blocked == nil)
    #expect(stage.lines.last?.contains("was answered") == true)
  }

  @Test func `knows of a write that was given up until the kernel has answered it`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.run(until: 4_000)
    let access = PendingAccess(
      operation: "write", path: "devices/vfio_ap/matrix/u/ap_config",
      since: Instant(milliseconds: 1_000))
    stage.send(.tick(access))
    #expect(stage.state.status.condition == .blocked)
    stage.run(until: 60_000, access: access)
    #expect(stage.looks.count == 1)
    #expect(stage.state.status.blocked == access)
    #expect(stage.lines.count == 1, "\(stage.lines)")
    stage.run(until: 70_000)
    #expect(stage.state.status.blocked == nil)
    #expect(stage.lines.last?.hasPrefix("\(access.path): write was answered within ") == true)
  }

  @Test func `ends within a second all the same`() {
    var stage = Stage(Stage.policy(.enforce), jobTime: nil)
    stage.run(until: 5_000)
    stage.finish()
    stage.run(until: 10_500)
    stage.send(.terminate)
    stage.run(until: 11_500)
    #expect(stage.done.last?.action == .exit(0))
  }

  @Test func `is ready after five minutes all the same`() {
    var stage = Stage(Stage.policy(.enforce), jobTime: nil)
    stage.run(until: 299_000)
    #expect(stage.notifications.isEmpty)
    stage.run(until: 301_000)
    #expect(stage.notifications == ["ready"])
  }
}
