import APModel
import Neighbours
import Reconcile
import Testing

@testable import Doctor

@Suite
struct `The doctor's check of vfio_ap before the masks` {
  private static let five = Bench.matrix([5], [4])

  @Test func `tells vfio_ap that comes before the masks`() {
    let facts = Bench.facts(Bench.without(5))
    facts.rule(UdevRules.text(Bench.without(5)))
    facts.define(Bench.web, Self.five)
    // systemd looks a module up as modprobe does, by any spelling.
    facts.boot.parameters = ["quiet", "modules_load=loop,vfio-ap"]
    let early = DefinitionCheck.findings(facts).first { $0.id == "vfio-ap-before-masks" }
    #expect(early?.evidence.first?.path == "/proc/cmdline")
    #expect(early?.remedy.hasPrefix("take vfio_ap out of the kernel's parameters") == true)
    facts.boot.parameters = []
    facts.boot.earlyLoads = ["/etc/modules-load.d/vfio.conf"]
    #expect(facts.heads(DefinitionCheck.findings) == ["wrong-at-next-boot vfio-ap-before-masks"])
    facts.boot.parameters = ["ap.apmask=0x0"]
    #expect(facts.heads(DefinitionCheck.findings) == [])
  }

  /// modprobe@.service waits for nothing, and apmatrix's rule for 41-ap.rules alone.
  @Test func `tells a unit, a rule and a soft dependency that load vfio_ap before the masks`() {
    let facts = Bench.facts(Bench.without(5))
    facts.rule(UdevRules.text(Bench.without(5)))
    facts.define(Bench.web, Self.five)
    let unit = "/etc/systemd/system/sysinit.target.wants/modprobe@vfio_ap.service"
    facts.boot.modprobeUnits = [unit]
    #expect(facts.heads(DefinitionCheck.findings) == ["wrong-at-next-boot vfio-ap-before-masks"])
    let remedy = DefinitionCheck.findings(facts)[0].remedy
    #expect(remedy == "remove the link \(unit); the rules load it behind the masks")
    facts.boot.modprobeUnits = []
    let line = ["softdep", "zcrypt_cex4", "post:", "vfio_ap"]
    facts.boot.moduleLines = [.init(path: "/etc/modprobe.d/x.conf", words: line)]
    #expect(facts.heads(DefinitionCheck.findings) == ["worth-knowing vfio-ap-may-precede-masks"])
    facts.boot.moduleLines = []
    facts.boot.modules["vfio_ap"] = .builtIn
    let builtIn = DefinitionCheck.findings(facts)
    #expect(builtIn.map(\.id) == ["vfio-ap-before-masks"])
    #expect(builtIn.first?.remedy.hasPrefix("this kernel has vfio_ap built in") == true)
    facts.boot.modules = [:]
    let own = "ACTION==\"add\", RUN{builtin}+=\"kmod load vfio_ap\""
    facts.boot.ownRule = HostFile("/usr/lib/udev/rules.d/70-apmatrix.rules", .text(own))
    #expect(facts.heads(DefinitionCheck.findings) == [])
    facts.boot.maskFile = HostFile(UdevRules.standardPath, .absent)
    let other = "/etc/udev/rules.d/40-my.rules"
    for (event, heads) in [
      (#"DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete""#, ["vfio-ap-before-masks"]),
      (#"ACTION=="add", DEVPATH=="/bus/ap""#, []),
    ] {
      let rules = UdevRules(Array("\(event), ATTR{../../bus/ap/apmask}=\"-5\"".utf8))
      facts.boot.maskRules = nil
      facts.boot.otherRules = [.init(path: other, rules: rules)]
      let found = DefinitionCheck.findings(facts)
      #expect(found.map(\.id) == heads)
      #expect(found.allSatisfy { $0.evidence[0].path == facts.boot.ownRule.path })
      #expect(found.allSatisfy { $0.remedy.hasSuffix("take those in \(other) away") })
    }
  }
}
