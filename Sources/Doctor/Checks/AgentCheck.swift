import Neighbours
import Reconcile

/// The agent: whether it runs, starts with the host, and is alive.
enum AgentCheck {
  /// The agent writes its status once in 60 seconds at least; so many seconds without are three of these.
  private static let longestSilence = 180

  static func findings(_ facts: Facts) -> [Finding] {
    guard facts.hasRoot else { return [] }
    return unit(facts) + running(facts)
  }

  private static func unit(_ facts: Facts) -> [Finding] {
    let file = facts.configurationFile
    guard let configuration = facts.configuration else {
      guard case .enabled(let link) = facts.machine.unit, file.isAbsent else { return [] }
      return [
        Finding(
          "unit-without-configuration", .knowing,
          "the agent is enabled, and waits for a configuration",
          [.init(link, "enabled"), .init(file.path, "not there")],
          remedy: "apmatrix import writes one from what is there")
      ]
    }
    let remedy: String
    switch facts.machine.unit {
    case .enabled(let link): return skipped(facts, link)
    case .absent: remedy = "install apmatrix's package, then systemctl enable apmatrix"
    case .disabled: remedy = "systemctl enable apmatrix"
    case .masked: remedy = "systemctl unmask apmatrix"
    }
    let mode = configuration.policy.mode
    return [
      Finding(
        "unit-not-enabled", mode == .enforce ? .boot : .knowing,
        "\(file.path) declares the host, and no agent starts with it",
        [.init(file.path, "mode \(mode.rawValue)"), facts.machine.unit.proof], remedy: remedy)
    ]
  }

  /// A unit that systemd passes over without a failure, since the file that it waits for is another one.
  private static func skipped(_ facts: Facts, _ link: String) -> [Finding] {
    guard let missing = facts.machine.missing else { return [] }
    let path = facts.configurationFile.path
    return [
      Finding(
        "unit-waits-for-file", facts.configuration?.policy.mode == .enforce ? .boot : .knowing,
        "the agent is enabled, and systemd does not start it: the unit waits for \(missing)",
        [.init(link, "enabled"), .init(missing, "not there")],
        remedy: "move \(path) there, or have the unit wait for it (systemctl edit apmatrix: [Unit],"
          + " ConditionPathExists=, ConditionPathExists=\(path))")
    ]
  }

  private static func running(_ facts: Facts) -> [Finding] {
    let claim = "\(AgentClaim.standardPath)"
    switch facts.machine.agent {
    case .unknown: return []
    case .none:
      guard let link = facts.machine.starting, facts.configuration != nil else { return [] }
      return [
        Finding(
          "agent-not-running", .now, "the agent is enabled and does not run",
          [.init(claim, "nobody has claimed the host"), .init(link, "enabled")],
          remedy: "systemctl start apmatrix; journalctl -u apmatrix says why it ended")
      ]
    case .running(let holder): return alive(facts, holder, claim)
    }
  }

  private static func alive(
    _ facts: Facts, _ holder: AgentClaimHolder, _ claim: String
  ) -> [Finding] {
    var findings: [Finding] = []
    let path = facts.configurationFile.path
    if !holder.configuration.isEmpty, holder.configuration != path {
      findings.append(
        Finding(
          "agent-has-other-file", .knowing, "\(holder) keeps the host, not by \(path)",
          [.init(claim, "\(holder)")], remedy: "apmatrix doctor --config \(holder.configuration)"))
    }
    if !holder.mends {
      findings.append(
        Finding(
          "agent-observes", .knowing, "the agent only observes: it mends nothing",
          [.init(claim, "\(holder)")], remedy: "policy: {mode: enforce} lets it"))
    }
    if let age = facts.machine.statusAge, age > longestSilence {
      findings.append(
        Finding(
          "agent-silent", .now, "the agent runs and has not written its status for \(age) s",
          [
            .init("\(AgentClaim.standardStatus)", "written \(age) s ago"),
            .init(claim, "\(holder)"),
          ],
          remedy: "systemctl status apmatrix and journalctl -u apmatrix say what it waits for"))
    }
    return findings
  }
}
