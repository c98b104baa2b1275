import APHost
import APModel
import FakeKernel
import Neighbours
import Reconcile
import Testing

@testable import Doctor

/// A file of another program names a queue that the agent has to take from the host at a boot.
@Suite
struct `A queue that the agent may not take at a boot` {
  private static let path = "/etc/zkey/repository/a.info"
  private static let guest = Bench.matrix([5], [4, 0x47])

  /// A host that runs with masks which leave adapter 5 to guests, kept by an agent.
  private static func facts(
    _ queue: APQN?, ownership: Ownership = .masks, disruption: Policy.Disruption = .never,
    agent: Bool = true
  ) throws -> Facts {
    var hardware = Hardware(domains: [DomainID(4), DomainID(0x47)])
    for adapter: UInt8 in [5, 6] {
      hardware.adapters[AdapterID(adapter)] = HardwareAdapter(type: 14, mode: .cca)
    }
    var kernel = FakeKernel.booted(.linux7_1, hardware: hardware)
    if ownership == .masks {
      _ = kernel.apply(.write(path: "bus/ap/apmask", data: Array("-5\n".utf8)))
    }
    let facts = Facts(
      try HostReader(ModelTree(kernel, origin: "fake"), depth: .planning).snapshot())
    facts.hasRoot = true
    facts.boot.mdevctlFile = HostFile(Bench.rule, .text(""))
    facts.declare([Bench.web: guest], agent: agent)
    let declared = try #require(facts.configuration)
    var policy = declared.policy
    policy.disruption = disruption
    facts.configuration = Configuration(
      file: declared.file, ownership: ownership, policy: policy, guests: declared.guests)
    if let queue { facts.users.files[queue] = [path] }
    return facts
  }

  @Test(arguments: [Ownership.masks, .driverOverride])
  func `is told with the file, before the boot`(ownership: Ownership) throws {
    let facts = try Self.facts(APQN(AdapterID(5), DomainID(4)), ownership: ownership)
    let finding = try #require(AgentConsentCheck.findings(facts).first)
    #expect(finding.id == "agent-waits-for-consent" && finding.group == .boot)
    #expect(
      finding.text.hasSuffix("the host uses 05.0004 (named in \(Self.path)) and would lose it"),
      "\(finding.text)")
    #expect(finding.evidence.map(\.path).contains(Self.path))
    // Nothing is said to be done by the agent then.
    let masks = MaskCheck.findings(facts).map(\.id)
    #expect(masks == (ownership == .masks ? ["masks-not-kept"] : []))
  }

  /// A token with `APQN_ANY` is for whatever EP11 queue the host has.
  @Test func `is missed by a program that takes any, once the host has none`() throws {
    let file = "/etc/opencryptoki/ep11tok.conf"
    for (mode, isMissing) in [(UInt32(0x0400_0000), true), (0x1000_0000, false)] {
      let facts = try Self.facts(nil)
      facts.users.ep11Files = [file]
      facts.snapshot.cards[0].functions = mode
      let found = ProgramCheck.findings(facts)
      #expect(found.map(\.id) == (isMissing ? ["program-without-queue"] : []), "\(mode)")
      #expect(found.allSatisfy { $0.group == .knowing && $0.evidence[0].path == file })
    }
  }

  @Test func `is none that the host keeps, that policy allows, or that rules hand over`() throws {
    let taken = APQN(AdapterID(5), DomainID(4))
    #expect(AgentConsentCheck.findings(try Self.facts(nil)).isEmpty)
    #expect(AgentConsentCheck.findings(try Self.facts(APQN(AdapterID(6), DomainID(4)))).isEmpty)
    #expect(AgentConsentCheck.findings(try Self.facts(taken, disruption: .allow)).isEmpty)
    #expect(AgentConsentCheck.findings(try Self.facts(taken, agent: false)).isEmpty)
    let kept = try Self.facts(taken)
    kept.boot.parameters = [Bench.parameter(Bench.without(5))]
    #expect(AgentConsentCheck.findings(kept).isEmpty)
    #expect(
      MaskCheck.findings(try Self.facts(nil)).map(\.id) == ["masks-come-with-agent"])
  }
}
