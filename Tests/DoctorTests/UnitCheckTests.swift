import APModel
import Neighbours
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

@Suite
struct `The doctor's check of the agent's unit` {
  private static let one = Bench.matrix([5], [4])

  @Test func `tells an agent that does not do what it should`() {
    let facts = Bench.facts()
    facts.declare([:], agent: true)
    let holder = AgentClaimHolder(pid: 4711, mode: "enforce", configuration: Bench.config)
    facts.machine.agent = .running(holder)
    facts.machine.statusAge = 180
    #expect(facts.heads(AgentCheck.findings) == [])
    facts.machine.statusAge = 181
    #expect(facts.heads(AgentCheck.findings) == ["wrong-now agent-silent"])
    facts.machine.agent = .none
    #expect(facts.heads(AgentCheck.findings) == ["wrong-now agent-not-running"])
    facts.machine.agent = .unknown
    #expect(facts.heads(AgentCheck.findings) == [])
    facts.machine.agent = .running(.init(pid: 1, mode: "observe", configuration: "/etc/other"))
    facts.machine.statusAge = nil
    #expect(
      facts.heads(AgentCheck.findings) == [
        "worth-knowing agent-has-other-file", "worth-knowing agent-observes",
      ])
  }

  @Test(
    arguments: [
      ("", "[Service]\nExecStart=/usr/bin/apmatrix agent\n", "enforces"),
      ("", "[Service]\nExecStart=/usr/bin/apmatrix agent --journal \\\n --observe\n", "none"),
      ("ExecStart=\nExecStart=/usr/bin/apmatrix agent --observe\n", "[Service]\n", "none"),
      ("ExecStart=\n ExecStart = /usr/bin/apmatrix agent --observe\n", "[Service]\n", "none"),
      ("ExecStart=\nExecStart=/usr/bin/apmatrix agent --config /etc/other.yaml\n", "", "masked"),
      (
        "ExecStart=\nExecStart=/usr/bin/apmatrix agent --config=/etc/other.yaml\n", "[Service]\n",
        "hidden"
      ),
      ("ExecStart=/usr/bin/apmatrix agent --config \(Bench.config)\n", "[Service]\n", "enforces"),
    ])
  func `reads of the unit and its drop-ins how the agent starts`(
    dropIn: String, unit: String, meaning: String
  ) throws {
    let scratch = try ScratchDirectory()
    let system = "etc/systemd/system"
    for (path, text) in [
      ("\(system)/apmatrix.service", unit), ("\(system)/apmatrix.service.d/x.conf", dropIn),
      ("\(system)/multi-user.target.wants/apmatrix.service", ""),
    ] {
      let file = scratch.path.appending(path)
      try TextFile.makeDirectories(file.removingLastComponent())
      try TextFile.write(text, to: file)
    }
    let read = FactsReader.facts(Bench.facts().snapshot, root: HostRoot(directory: scratch.path))
    let facts = Bench.facts()
    facts.declare([:], agent: true)
    (facts.machine.unit, facts.machine.command) = (read.machine.unit, read.machine.command)
    let isEnforcing = facts.agentAtBoot != nil
    let isMasked = if case .masked = facts.machine.unit { true } else { false }
    #expect(isEnforcing == (meaning == "enforces"))
    #expect(facts.hidesAgent == (meaning == "hidden"))
    #expect(isMasked == (meaning == "masked"))
    // A copy of a host has no claim that could tell.
    #expect(read.machine.agent == .unknown)
  }

  @Test func `tells a unit that does not start`() {
    let facts = Bench.facts()
    facts.declare([:], agent: false)
    for unit in [MachineFacts.Unit.absent, .masked("/etc/x"), .disabled("/usr/lib/x")] {
      facts.machine.unit = unit
      #expect(facts.heads(AgentCheck.findings) == ["wrong-at-next-boot unit-not-enabled"])
    }
    facts.configuration?.policy.mode = .observe
    #expect(facts.heads(AgentCheck.findings) == ["worth-knowing unit-not-enabled"])
  }

  /// systemd passes over a unit whose condition is not met, and says nothing.
  @Test(arguments: [
    ("ConditionPathExists=\(Bench.config)\n", nil),
    (
      "ConditionPathExists=/sys/bus/nothing\nConditionPathExists=/etc/lpar.yaml\n", "/etc/lpar.yaml"
    ),
    ("ConditionPathExists=/etc/lpar.yaml\nConditionPathExists=\n", nil),
    ("ConditionPathExists=!/etc/lpar.yaml\n", nil), ("ConditionPathExists=|/etc/lpar.yaml\n", nil),
  ])
  func `reads what the unit waits for`(unit: String, missing: String?) throws {
    let scratch = try ScratchDirectory()
    for (path, text) in [
      ("usr/lib/systemd/system/apmatrix.service", "[Unit]\n\(unit)"),
      (Bench.config, "version: 1\n"),
      ("etc/systemd/system/multi-user.target.wants/apmatrix.service", ""),
    ] {
      let file = scratch.path.appending(path)
      try TextFile.makeDirectories(file.removingLastComponent())
      try TextFile.write(text, to: file)
    }
    let facts = FactsReader.facts(Bench.facts().snapshot, root: HostRoot(directory: scratch.path))
    #expect(facts.machine.missing == missing)
    facts.declare([Bench.web: Self.one], agent: true)
    let isSkipped = missing != nil
    #expect((facts.agentAtBoot == nil) == isSkipped)
    #expect(
      facts.heads(AgentCheck.findings)
        == (isSkipped ? ["wrong-at-next-boot unit-waits-for-file"] : []))
    let isLoaded = !ModuleCheck.findings(facts).contains { $0.id == "vfio-ap-not-at-boot" }
    #expect(isLoaded == !isSkipped)
    facts.machine.agent = .none
    #expect(
      facts.heads(AgentCheck.findings) == [
        isSkipped ? "wrong-at-next-boot unit-waits-for-file" : "wrong-now agent-not-running"
      ])
  }
}
