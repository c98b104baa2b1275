import APModel
import Neighbours
import Reconcile
import Testing

@testable import Doctor

@Suite
struct `The doctor's check of modules` {
  private static let one = Bench.matrix([5], [4])

  @Test func `tells where nothing loads vfio_ap`() {
    let facts = Bench.facts()
    #expect(facts.heads(ModuleCheck.findings) == [])
    facts.declare([Bench.web: Self.one], agent: false)
    #expect(facts.heads(ModuleCheck.findings) == ["wrong-at-next-boot vfio-ap-not-at-boot"])
    let own = "ACTION==\"add\", RUN{builtin}+=\"kmod load vfio_ap\""
    facts.boot.ownRule = HostFile("/usr/lib/udev/rules.d/70-apmatrix.rules", .text(own))
    #expect(facts.heads(ModuleCheck.findings) == [])
    // It leaves vfio_ap to the rules that set masks, which here set them and load nothing.
    facts.rule(#"ACTION=="add", DEVPATH=="/bus/ap", ATTR{apmask}="-5""#)
    #expect(facts.heads(ModuleCheck.findings) == ["wrong-at-next-boot vfio-ap-not-at-boot"])
    #expect(
      ModuleCheck.findings(facts)[0].remedy
        == #"write RUN{builtin}+="kmod load vfio_ap" behind the masks in /etc/udev/rules.d/41-ap.rules, or write"#
        + " them anew: apmatrix export --udev-rules /etc/udev/rules.d/41-ap.rules")
    facts.rule("# nothing")
    #expect(ModuleCheck.findings(facts)[0].remedy.hasSuffix("or remove that: it sets no masks"))
    // A line that writes a mask where none is runs what it runs.
    facts.rule(#"ATTR{/sys/bus/ap/apmask}="-5", RUN{builtin}+="kmod load vfio_ap""#)
    #expect(facts.heads(ModuleCheck.findings) == [])
    facts.rule(UdevRules.text(.full))
    #expect(facts.heads(ModuleCheck.findings) == [])
    facts.boot.moduleLines = [
      .init(path: "/etc/modprobe.d/no.conf", words: ["blacklist", "vfio_ap"])
    ]
    #expect(facts.heads(ModuleCheck.findings) == ["wrong-at-next-boot vfio-ap-blocked"])
    facts.boot.moduleLines = []
    facts.boot.moduleLines = [
      .init(
        path: "/etc/modprobe.d/log.conf",
        words: ["install", "vfio_ap", "/sbin/modprobe", "--ignore-install", "vfio_ap"])
    ]
    #expect(!facts.heads(ModuleCheck.findings).contains { $0.hasSuffix("vfio-ap-blocked") })
    facts.boot.moduleLines = []
    facts.boot.parameters = ["module_blacklist=foo,vfio_ap"]
    #expect(facts.heads(ModuleCheck.findings) == ["wrong-at-next-boot vfio-ap-blocked"])
  }

  /// Linux 7.2.13: mdevctl starts definitions with vfio_ap, and is refused what the masks still keep.
  @Test(arguments: [
    (Bench.without(5), "", true), (Bench.without(5), "ap.apmask=-5", nil), (.full, "", true),
    (Bench.without(5), Bench.parameter(Bench.without(5)), false),
  ])
  func `has systemd load vfio_ap only where no rule has to set masks before`(
    running: Masks, word: String, isByRules: Bool?
  ) {
    let facts = Bench.facts(running)
    facts.define(Bench.web, Self.one)
    facts.boot.parameters = [word]
    facts.snapshot.queues = [Queue(APQN(AdapterID(5), DomainID(4)))]
    let remedy = ModuleCheck.findings(facts)[0].remedy
    #expect(remedy.contains("/etc/modules-load.d/") == (isByRules == false))
    #expect(remedy.contains("install apmatrix's udev rule") == (isByRules != true))
    #expect(remedy.contains("apply --persist; its rules load vfio_ap") == (isByRules == true))
  }

  @Test func `counts what modprobe and systemd load beside zcrypt`() {
    let facts = Bench.facts()
    facts.declare([Bench.web: Self.one], agent: false)
    facts.boot.modprobeUnits = [
      "/etc/systemd/system/multi-user.target.wants/modprobe@vfio_ap.service"
    ]
    #expect(facts.heads(ModuleCheck.findings) == [])
    facts.boot.modprobeUnits = []
    for (words, isLoaded) in [
      (["softdep", "zcrypt_cex4", "post:", "vfio-ap"], true),
      (["softdep", "vfio_ap", "pre:", "zcrypt_cex4"], false),
    ] {
      facts.boot.moduleLines = [.init(path: "/etc/modprobe.d/x.conf", words: words)]
      #expect(facts.heads(ModuleCheck.findings).isEmpty == isLoaded)
    }
  }

  @Test func `tells a rule of apmatrix that is masked`() {
    let facts = Bench.facts()
    facts.declare([Bench.web: Self.one], agent: true)
    for content in [HostFile.Content.masked, .absent] {
      facts.boot.ownRule = HostFile("/etc/udev/rules.d/70-apmatrix.rules", content)
      #expect(facts.heads(ModuleCheck.findings) == ["worth-knowing own-rule-not-in-force"])
    }
  }

  @Test func `tells modules that are not there, each once`() {
    let facts = Bench.facts()
    facts.declare([Bench.web: Self.one], agent: true)
    facts.snapshot.capabilities.vfioAP = false
    #expect(facts.heads(ModuleCheck.findings).first == "wrong-now vfio-ap-not-loaded")
    facts.snapshot.cards = [Card(AdapterID(5))]
    facts.snapshot.queues = [Queue(APQN(AdapterID(5), DomainID(9)))]
    let remedies = Examination(facts).findings.map(\.remedy)
    #expect(remedies.count { $0.hasPrefix("modprobe zcrypt_cex4") } == 1)
    #expect(remedies.count { $0.hasPrefix("modprobe vfio_ap") } == 1)
  }

  @Test func `has nobody load or block a vfio_ap that the kernel has built in`() {
    let facts = Bench.facts()
    facts.declare([Bench.web: Self.one], agent: false)
    facts.boot.moduleLines = [.init(path: "/x", words: ["blacklist", "vfio_ap"])]
    #expect(facts.heads(ModuleCheck.findings) == ["wrong-at-next-boot vfio-ap-blocked"])
    facts.boot.modules["vfio_ap"] = .builtIn
    #expect(facts.heads(ModuleCheck.findings) == [])
  }
}
