import APModel
import Neighbours
import Reconcile
import Testing

@testable import Doctor

@Suite
struct `The doctor's check of masks` {
  static let old = """
    ACTION=="change", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", ENV{COMPLETECOUNT}=="1", GOTO="cfg"
    GOTO="end"
    LABEL="cfg"
    ATTR{../../bus/ap/apmask}="0xfbffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    LABEL="end"
    """

  @Test func `finds nothing where a boot brings what runs`() {
    #expect(Bench.facts().heads(MaskCheck.findings) == [])
    var facts = Bench.facts(Bench.without(5))
    facts.rule(UdevRules.text(Bench.without(5)))
    #expect(facts.heads(MaskCheck.findings) == [])
    facts = Bench.facts(Masks.atStart(apmask: "0xffff", aqmask: nil))
    facts.boot.parameters = ["ap.apmask=0x1", "ap.apmask=0xffff"]
    #expect(facts.heads(MaskCheck.findings) == [])
  }

  @Test func `tells masks that nobody keeps`() throws {
    let finding = try #require(MaskCheck.findings(Bench.facts(Bench.without(5))).first)
    #expect(finding.id == "masks-not-kept")
    #expect(finding.group == .boot)
    #expect(
      finding.evidence == [
        .init("/sys/bus/ap/apmask", "adapters all except 05, domains all"),
        .init("/proc/cmdline", "neither ap.apmask nor ap.aqmask, so that the host keeps all"),
      ])
  }

  /// The agent writes the masks again, so that nothing is wrong behind its start.
  @Test func `knows the agent`() {
    let facts = Bench.facts(Bench.without(5))
    facts.declare([:], agent: true)
    #expect(facts.heads(MaskCheck.findings) == ["worth-knowing masks-come-with-agent"])
    facts.declare([:], agent: false)
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot masks-not-kept"])
  }

  /// s390-tools before 2.40.
  @Test func `tells a rule that comes too late`() {
    var facts = Bench.facts(Bench.without(5))
    facts.rule(Self.old)
    #expect(facts.heads(MaskCheck.findings) == ["worth-knowing mask-rule-may-be-late"])
    facts.boot.modules["zcrypt_cex4"] = .builtIn
    // That the masks are not kept is the same fault.
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot mask-rule-never-fires"])
    facts.snapshot.bus.adapterMask = Bench.without(6).adapters
    #expect(
      facts.heads(MaskCheck.findings) == [
        "wrong-at-next-boot mask-rule-never-fires", "wrong-at-next-boot masks-not-kept",
      ])
    // The masks that run tell, too, of a rule that was there at the last boot: it did not fire.
    facts = Bench.facts()
    facts.rule(Self.old)
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot mask-rule-may-be-late"])
    facts.boot.hasNewRules = true
    #expect(
      facts.heads(MaskCheck.findings) == [
        "worth-knowing mask-rule-may-be-late", "wrong-at-next-boot masks-not-kept",
      ])
    facts.boot.hasNewRules = false
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot mask-rule-never-fires"])
    let proofs = MaskCheck.findings(facts)[0].evidence
    #expect(proofs.contains(.init("/sys/bus/ap/apmask", "adapters all, domains all")))
  }

  @Test func `tells a rule that matches no event`() {
    let facts = Bench.facts()
    facts.rule(
      #"ACTION=="add", SUBSYSTEM=="ap", DEVPATH=="/bus/ap", ATTR{../../bus/ap/apmask}="-5""#)
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot mask-rule-never-fires"])
    #expect(MaskCheck.findings(facts)[0].evidence[1].value.hasPrefix("line 1 never matches"))
  }

  /// Bindings are complete when each queue has a driver, and vfio_ap is the driver of what is left to it.
  @Test func `tells rules that wait for a vfio_ap that nothing loads`() {
    let masks = Bench.without(5)
    let facts = Bench.facts(masks)
    facts.snapshot.queues = [Queue(APQN(AdapterID(5), DomainID(4)))]
    facts.boot.parameters = ["ap.apmask=\(masks.adapters.hexadecimal)"]
    facts.rule(UdevRules.text(Bench.without(6)))
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot mask-rule-never-fires"])
    #expect(MaskCheck.findings(facts)[0].evidence.contains { $0.path == "/proc/cmdline" })
    facts.boot.earlyLoads = ["/etc/modules-load.d/vfio_ap.conf"]
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot masks-not-kept"])
  }

  @Test func `concludes nothing from rules that udev drops`() {
    let facts = Bench.facts(Bench.without(5))
    facts.rule("ATTR{../../bus/ap/apmask}=\"0x97ff")
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot mask-rule-refused"])
  }

  @Test func `tells parameters that do not do what they should`() {
    var facts = Bench.facts(Masks(adapters: [], domains: .all))
    facts.boot.parameters = ["ap.apmask=all"]
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot mask-parameter-refused"])
    facts = Bench.facts()
    facts.boot.moduleLines = [
      .init(path: "/etc/modprobe.d/ap.conf", words: ["options", "ap", "apmask=0xffff"])
    ]
    facts.boot.modules["ap"] = .builtIn
    #expect(facts.heads(MaskCheck.findings) == ["worth-knowing mask-option-without-effect"])
    facts.boot.modules["ap"] = .loaded
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot masks-not-kept"])
  }

  /// With a mask that somebody wrote the kernel takes no override (Linux 6.19).
  @Test func `tells rules that stand against overrides`() {
    let facts = Bench.facts()
    facts.rule(UdevRules.text(Bench.without(5)))
    facts.configuration = Configuration(file: Bench.config, ownership: .driverOverride, guests: [])
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot masks-against-overrides"])
  }

  /// Rules under any name set masks, each file behind those before it by name.
  @Test func `reads the rules of all files in their order`() {
    let facts = Bench.facts(Bench.without(5, 6))
    facts.rule(UdevRules.text(Bench.without(5)))
    let text = #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{apmask}="-6""#
    let other = UdevRules(Array(text.utf8))
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot masks-not-kept"])
    facts.boot.otherRules = [.init(path: "/etc/udev/rules.d/99-own.rules", rules: other)]
    #expect(facts.heads(MaskCheck.findings) == [])
    // A whole mask behind it takes the change back.
    facts.boot.otherRules = [.init(path: "/run/udev/rules.d/40-own.rules", rules: other)]
    #expect(facts.heads(MaskCheck.findings) == ["wrong-at-next-boot masks-not-kept"])
  }

  /// udev runs programs behind all that rules assign: what one writes is the last word.
  @Test(arguments: [
    (#"ENV{BINDINGS}=="complete", RUN+="/bin/sh -c 'echo +0-255 > /sys/bus/ap/apmask'""#, "apmask"),
    (#"PROGRAM="/usr/local/bin/set aqmask 0x0""#, "aqmask"),
    (#"IMPORT{program}="/bin/cat /sys/bus/ap/apmask""#, "apmask"),
    (#"ENV{WORD}=="apmask", RUN+="/usr/sbin/mdevctl start-parent-mdevs %k""#, nil),
  ])
  func `does not pass over a program of udev that names a mask`(_ rule: String, _ mask: String?) {
    let facts = Bench.facts(Bench.without(5))
    facts.rule(UdevRules.text(Bench.without(5)))
    let path = "/etc/udev/rules.d/99-site.rules"
    let rules = UdevRules(Array("# site\nACTION==\"change\", \(rule)\n".utf8))
    facts.boot.otherRules = [.init(path: path, rules: rules)]
    let told = mask.map {
      "\(path):2 mentions \($0) in a program that udev runs; what it does is not known"
    }
    #expect(Examination(facts).unseen == [told].compactMap(\.self))
    #expect(facts.heads(MaskCheck.findings) == [])
  }

  @Test func `says nothing of what nobody looked at`() {
    let facts = Bench.facts(Bench.without(5))
    facts.hasRoot = false
    #expect(facts.heads(MaskCheck.findings) == [])
  }
}
