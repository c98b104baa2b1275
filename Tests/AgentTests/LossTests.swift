import APModel
import Testing

@testable import Agent
@testable import FakeKernel

@Suite
struct `What a guest loses against what is declared` {
  private static func web(_ effective: Int, of assigned: Int, isPresent: Bool = true) -> Look.Guest
  {
    var guest = Look.Guest(name: "web01", uuid: "u1")
    guest.declared = 2
    guest.assigned = assigned
    guest.effective = effective
    guest.missing = assigned - effective
    guest.isPresent = isPresent
    return guest
  }

  private static func stage(_ guests: [Look.Guest], waits: [String] = []) -> Stage {
    var stage = Stage(Stage.policy(.observe))
    stage.look.guests = [web(2, of: 2)]
    stage.run(until: 1_000)
    stage.look.guests = guests
    stage.look.waits = waits
    stage.event()
    stage.run(until: 2_000)
    return stage
  }

  @Test func `is a warning when queues drop out, when a rival takes them, when its mdev goes`() {
    for (guest, line) in [
      (Self.web(0, of: 2), "guest web01: 0 of 2 assigned queues are effective (was 2)"),
      (
        Self.web(1, of: 1),
        "guest web01: 1 of 1 assigned queues are effective (was 2), 2 are declared"
      ),
      (
        Self.web(0, of: 0, isPresent: false),
        "guest web01: its mdev is gone, it had 2 effective queues"
      ),
    ] {
      #expect(Self.stage([guest]).warnings == [line])
    }
  }

  /// It can lose a queue and get another within one look.
  @Test func `is a warning also where it gains as many`() {
    var (before, after) = (Self.web(1, of: 2), Self.web(1, of: 2))
    before.matrix = Matrix(APQN(AdapterID(5), DomainID(4)))
    after.matrix = Matrix(APQN(AdapterID(6), DomainID(4)))
    var stage = Stage(Stage.policy(.observe))
    stage.look.guests = [before]
    stage.run(until: 1_000)
    let told = stage.warnings.count
    stage.look.guests = [after]
    stage.event()
    stage.run(until: 2_000)
    #expect(
      stage.warnings.dropFirst(told) == [
        "guest web01: 1 of 2 assigned queues are effective (was 1, of which it lost 1)"
      ])
    stage.look.guests[0].matrix = Matrix(
      adapters: [AdapterID(5), AdapterID(6)], domains: [DomainID(4)])
    (stage.look.guests[0].effective, stage.look.guests[0].missing) = (2, 0)
    stage.event()
    stage.run(until: 3_000)
    #expect(stage.warnings.count == told + 1)
  }

  /// It has as many as are declared, and they are others.
  @Test func `is a warning where an mdev is changed for others`() {
    var before = Self.web(2, of: 2)
    before.wanted = Matrix(adapters: [AdapterID(5)], domains: [DomainID(4), DomainID(0x47)])
    before.matrix = before.wanted
    var after = before
    after.matrix.adapters = [AdapterID(6)]
    #expect(!before.isLacking && after.isLacking)
    var stage = Stage(Stage.policy(.observe))
    stage.look.guests = [before]
    stage.run(until: 1_000)
    stage.look.guests = [after]
    stage.event()
    stage.run(until: 2_000)
    #expect(
      stage.warnings == [
        "guest web01: 2 of 2 assigned queues are effective (was 2, of which it lost 2)"
      ])
  }

  @Test func `makes a warning of what is in the way, too`() {
    let wait = "module vfio_ap: not loaded"
    let gone = Self.web(0, of: 0, isPresent: false)
    #expect(Self.stage([gone], waits: [wait]).warnings.last == wait)
    #expect(Self.stage([Self.web(2, of: 2)], waits: [wait]).warnings.isEmpty)
  }

  @Test func `makes a warning of a repair that ends early`() {
    for (effective, isWarning) in [(1, true), (2, false)] {
      var look = Stage.differing()
      look.guests = [Self.web(effective, of: effective)]
      let stage = { () -> Stage in
        var stage = Stage(
          Stage.policy(.enforce), look: look,
          repair: { _ in
            var applied = Applied()
            applied.interruption = "locked by process 7"
            applied.isLocked = true
            return applied
          })
        stage.run(until: 50)
        return stage
      }()
      let line = "repair ended early: locked by process 7"
      #expect(stage.lines.contains(line))
      #expect(stage.warnings.contains(line) == isWarning)
    }
  }

  @Test func `is none when the configuration takes queues away, and when some come back`() {
    var fewer = Self.web(1, of: 1)
    fewer.declared = 1
    #expect(Self.stage([fewer]).warnings.isEmpty)
    var stage = Self.stage([Self.web(0, of: 0, isPresent: false)])
    stage.look.guests = [Self.web(1, of: 1)]
    stage.event()
    stage.run(until: 3_000)
    #expect(stage.warnings.count == 1)
    #expect(stage.lines.last?.hasPrefix("guest web01: 1 of 1") == true)
  }

  /// What `journalctl -p warning` shows, and the line at which the guest has it all again.
  @Test func `is a warning when vfio_ap is unloaded under all guests`() throws {
    let guests = (4...6).map {
      (name: "g\($0)", uuid: KeptHost.uuid.dropLast() + "\($0)", domain: $0)
    }
    let declared = guests.map {
      "  \($0.name): {uuid: \($0.uuid), adapters: [5, 6], domains: \($0.domain)}"
    }
    let host = try KeptHost("guests:\n" + declared.joined(separator: "\n"), domains: [4, 5, 6])
    let agent = KeptAgent(host)
    agent.pass(60_000)
    #expect(Set(host.tree.kernel.mdevs.map(\.uuid)) == Set(guests.map { String($0.uuid) }))
    let told = agent.lines.count
    #expect(host.tree.happen(.unload(.vfio)))
    agent.pass(60_000)
    let loud = agent.lines[told...].map(\.line).filter { $0.priority.rawValue <= 4 }.map(\.text)
    for guest in guests {
      let line = "guest \(guest.name): its mdev is gone, it had 2 effective queues"
      #expect(loud.contains(line), "\(loud)")
    }
    #expect(loud.contains { $0.contains("vfio_ap") && $0.contains("not loaded") }, "\(loud)")
    #expect(!agent.state.status.line.contains("as declared;"), "\(agent.state.status.line)")
  }

  @Test func `is counted in the status line beside the first fact`() {
    var stage = Stage(Stage.policy(.enforce))
    stage.look.waits = ["guest web01 waits for adapter 07", "guest db01 waits for adapter 07", "c"]
    stage.look.problems = ["a", "b"].map(Problem.said)
    stage.run(until: 1_000)
    #expect(
      stage.state.status.line
        == "enforce: waiting: guest web01 waits for adapter 07 and 2 more; 0 guests, "
        + "0 effective queues; a and 1 more")
  }
}
