import APModel
import Sysfs
import SystemPackage
import Testing

@testable import Agent
@testable import FakeKernel

/// Each repair is played on a twin of the host before the host is touched.
@Suite
struct `A repair that is rehearsed` {
  private static let guests = "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5-6, domains: 4}}"

  @Test func `ends as it did on the twin`() throws {
    let host = try KeptHost(Self.guests)
    _ = host.keeper.look(leaving: [])
    let applied = host.keeper.apply { false }
    #expect(applied.isComplete && applied.rehearsal == .asPlanned)
    #expect(applied.differences.isEmpty)
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
  }

  /// A plan that is older than the host, as if the planner were wrong.
  @Test func `is not begun where the twin refuses a step, and that is said`() throws {
    let host = try KeptHost(Self.guests)
    _ = host.keeper.look(leaving: [])
    let old = host.keeper.plan
    #expect(host.keeper.apply { false }.isComplete)
    host.tree.rival("bus/ap/apmask", "-9")
    let before = (host.tree.kernel, host.tree.writes)
    #expect(!host.keeper.look(leaving: []).steps.isEmpty)
    host.keeper.plan = old
    let applied = host.keeper.apply { false }
    #expect(applied.rehearsal == .otherwise)
    #expect(applied.steps.isEmpty && applied.interruptedObject == "masks")
    let reason = try #require(applied.interruption)
    #expect(reason.hasPrefix("nothing was written, because on a twin of the host step 1: "))
    #expect(reason.contains("apmask or aqmask is not what it was"), "\(reason)")
    #expect(host.tree.writes == before.1 && host.tree.kernel == before.0)
  }

  /// What a large host's queues say of themselves is read to plan, and not to compare.
  @Test func `costs no read of what queues say of themselves afterwards`() throws {
    let host = try KeptHost(Self.guests)
    _ = host.keeper.look(leaving: [])
    var isOver = false
    var reads: [String] = []
    host.tree.reader = { path in if isOver { reads.append(path) } }
    host.tree.observer = { _, _, write in isOver = isOver || write.contains("/ap_config") }
    #expect(host.keeper.apply { false }.rehearsal == .asPlanned)
    #expect(reads.contains { $0.hasSuffix("/guest_matrix") })
    let details = ["config", "chkstop", "request_count", "status"]
    let ofQueues = reads.filter { path in
      path.split(separator: "/").count == 5 && details.contains { path.hasSuffix("/" + $0) }
    }
    #expect(ofQueues.isEmpty, "\(ofQueues)")
  }

  /// The kernel may know better than its model; so may somebody else who writes at the same time.
  @Test func `tells where the host ended otherwise than its twin`() throws {
    let host = try KeptHost(Self.guests)
    host.tree.observer = { [tree = host.tree] _, _, write in
      if write.contains("/ap_config") { tree.rival("bus/ap/apmask", "-9") }
    }
    _ = host.keeper.look(leaving: [])
    let applied = host.keeper.apply { false }
    #expect(applied.isComplete && applied.rehearsal == .asPlanned)
    #expect(applied.differences.count == 1)
    #expect(applied.differences[0].hasPrefix("bus/ap/apmask: the kernel ended with 0x"))
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing()) { _ in applied }
    stage.run(until: 2_000)
    #expect(stage.state.status.counters.rehearsalDifferences >= 1)
    #expect(stage.lines.contains { $0.contains("the model of this kernel is wrong there") })
  }

  @Test func `is counted, and why there is none is said once`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing())
    let reason = "devices/vfio_ap/matrix: the host shows nothing, its twin it"
    for _ in 0..<3 {
      stage.look = Stage.differing()
      Stage.change(&stage.look)
      stage.repair = { look in
        var applied = Stage.succeed(&look)
        applied.rehearsal = .refused(reason)
        return applied
      }
      stage.event()
      stage.run(until: stage.now + 120_000)
    }
    let counters = stage.state.status.counters
    #expect(counters.rehearsals == ["refused": counters.repairs] && counters.repairs >= 3)
    let told = stage.lines.filter { $0.contains("repaired without a rehearsal") }
    #expect(told == ["host: repaired without a rehearsal: \(reason)"])
  }
}
