import APModel
import Neighbours
import Reconcile
import Report
import Testing

@testable import Doctor

@Suite
struct `The doctor's check of definitions` {
  private static let local = "/etc/udev/rules.d/60-mdevctl.rules"
  private static let five = Bench.matrix([5], [4])

  @Test func `finds nothing where a boot makes what is defined`() {
    let facts = Bench.facts(Bench.without(5), mdevs: [Bench.web: Self.five])
    facts.rule(UdevRules.text(Bench.without(5)))
    facts.define(Bench.web, Self.five)
    #expect(facts.heads(DefinitionCheck.findings) == [])
    #expect(facts.heads(AgreementCheck.findings) == [])
  }

  /// The masks of the boot keep the queue: EADDRNOTAVAIL, and mdevctl does not try again.
  @Test func `tells a start that fails for the masks`() {
    let facts = Bench.facts(Bench.without(5), mdevs: [Bench.web: Self.five])
    facts.define(Bench.web, Self.five)
    #expect(
      facts.heads(DefinitionCheck.findings) == ["wrong-at-next-boot definition-fails-at-boot"])
    let finding = DefinitionCheck.findings(facts)[0]
    #expect(finding.evidence[0].value == "EADDRNOTAVAIL: the masks keep 05.0004 for the host then")
    facts.declare([Bench.web: Self.five], agent: true)
    #expect(facts.heads(DefinitionCheck.findings) == ["worth-knowing definition-fails-at-boot"])
  }

  /// Whoever looks at night sees what is wrong once, not eighty-five times.
  @Test func `is short where all guests have the same trouble`() {
    let facts = Bench.facts(Bench.without(5))
    for number in 10..<95 {
      facts.define(
        "000000\(number)-0000-4000-8000-000000000000", Bench.matrix([5], [UInt8(number)]))
    }
    let lines = ExaminationText(Examination(facts)).lines
    #expect(lines.count < 70, "\(lines.joined(separator: "\n"))")
    #expect(
      lines.contains(
        "  and 82 more of this kind (definition-fails-at-boot); --format json has all"))
    #expect(Examination(facts).findings.count { $0.id == "definition-fails-at-boot" } == 85)
  }

  /// A rule writes an override before any driver has the queue, whatever the masks are.
  @Test
  func
    `foretells no refusal where a rule of udev writes overrides, and says what it does not know`()
    throws
  {
    let facts = Bench.facts(mdevs: [Bench.web: Self.five])
    facts.snapshot.capabilities.driverOverride = true
    facts.define(Bench.web, Self.five)
    facts.libvirt.guests = [try Bench.libvirt("web01", [Bench.web])]
    let overrides = Configuration(
      file: Bench.config, ownership: .driverOverride, guests: [])
    facts.configuration = overrides
    #expect(
      facts.heads(DefinitionCheck.findings) == ["wrong-at-next-boot definition-fails-at-boot"])
    let alone = "it alone sets driver_override, which a boot forgets"
    for check in [DefinitionCheck.findings, LibvirtCheck.findings] {
      #expect(check(facts).last?.remedy.hasSuffix(alone) == true)
    }
    let text =
      #"ACTION=="add", SUBSYSTEM=="ap", KERNEL=="05.0004", ATTR{driver_override}="vfio_ap""#
    facts.boot.otherRules = [
      .init(path: "/etc/udev/rules.d/40-x.rules", rules: UdevRules(Array(text.utf8)))
    ]
    #expect(facts.heads(DefinitionCheck.findings) == [])
    #expect(
      Examination(facts).unseen == [
        "/etc/udev/rules.d/40-x.rules:1 writes driver_override; which queues vfio_ap has by it at a boot is not"
          + " known"
      ])
  }

  @Test func `tells what the machine has not`() {
    let facts = Bench.facts(Bench.without(0x41))
    facts.rule(UdevRules.text(Bench.without(0x41)))
    facts.snapshot.bus.maximumAdapter = AdapterID(0x3f)
    facts.define(Bench.web, Bench.matrix([0x41], []))
    let finding = DefinitionCheck.findings(facts)[0]
    #expect(finding.id == "definition-fails-at-boot")
    #expect(finding.evidence[0].value.hasPrefix("ENODEV: adapter 41 is above"))
  }

  @Test func `tells who shares a queue`() {
    let facts = Bench.facts(Bench.without(5))
    facts.rule(UdevRules.text(Bench.without(5)))
    facts.define(Bench.web, Bench.matrix([5], [4, 0x47]))
    facts.define(Bench.db, Bench.matrix([5], [0x47]))
    #expect(
      facts.heads(DefinitionCheck.findings) == ["wrong-at-next-boot definitions-share-queues"])
    #expect(DefinitionCheck.findings(facts)[0].text.hasSuffix("the other is refused (EADDRINUSE)"))
    facts.definitions.removeLast()
    facts.define(Bench.db, Bench.matrix([5], [0x47]), isAuto: false)
    #expect(facts.heads(DefinitionCheck.findings) == [])
  }

  /// Debian 13: the rule runs /usr/sbin/mdevctl, the package ships /usr/bin/mdevctl.
  @Test func `tells that mdevctl's own rule can't work`() {
    let facts = Bench.facts(Bench.without(5))
    facts.rule(UdevRules.text(Bench.without(5)))
    facts.define(Bench.web, Self.five)
    let missing = BootFacts.Starter(
      path: Bench.rule, program: "/usr/sbin/mdevctl", isThere: false)
    facts.boot.starters = [missing]
    #expect(
      facts.heads(DefinitionCheck.findings) == ["wrong-at-next-boot mdevctl-starts-nothing"])
    // A rule of the administrator's own is as good.
    let own = BootFacts.Starter(
      path: "/etc/udev/rules.d/61-x.rules", program: "/usr/bin/mdevctl", isThere: true)
    facts.boot.starters = [missing, own]
    #expect(facts.heads(DefinitionCheck.findings) == [])
    facts.boot.starters = []
    for (path, content, remedy) in [
      (Bench.rule, .absent, "install mdevctl's package again"),
      (Bench.rule, .text("# nothing"), "install mdevctl's package again"),
      (Self.local, .masked, "remove the link \(Self.local)"),
      (Self.local, .text(""), "remove \(Self.local), which stands before the package's"),
    ] as [(String, HostFile.Content, String)] {
      facts.boot.mdevctlFile = HostFile(path, content)
      #expect(
        facts.heads(DefinitionCheck.findings) == ["wrong-at-next-boot mdevctl-starts-nothing"])
      #expect(DefinitionCheck.findings(facts)[0].remedy == remedy)
    }
    facts.declare([Bench.web: Self.five], agent: true)
    #expect(facts.heads(DefinitionCheck.findings) == ["worth-knowing mdevctl-starts-nothing"])
  }

  @Test func `tells one bad file that hides all`() {
    let facts = Bench.facts(Bench.without(5))
    facts.rule(UdevRules.text(Bench.without(5)))
    facts.define(Bench.web, Self.five)
    facts.definitions.append(
      DefinitionFile(
        path: "/etc/mdevctl.d/matrix/\(Bench.db)", uuid: Bench.db,
        reading: MdevctlDefinition.read([], uuid: Bench.db)))
    #expect(
      facts.heads(DefinitionCheck.findings) == [
        "wrong-at-next-boot definition-faulty", "wrong-at-next-boot mdevctl-starts-nothing",
      ])
  }

  /// A full mask that no rule wrote is the kernel's.
  @Test func `shows where masks come from that keep a definition from starting`() {
    let facts = Bench.facts()
    let never = #"ACTION=="add", SUBSYSTEM=="ap", DEVPATH=="/bus/ap""#
    facts.rule(#"\#(never), ATTR{apmask}="-5""#)
    facts.define(Bench.web, Self.five)
    let proof = DefinitionCheck.findings(facts).last?.evidence.last
    #expect(proof == .init("/proc/cmdline", "adapters all, domains all"))
  }
}
