import APModel
import Neighbours
import Reconcile
import Testing

@testable import Doctor

/// Masks on the kernel's command line beside rules that set masks: what they leave to vfio_ap has no driver before
/// that is loaded, and until then no rule fires that waits for all bindings, nor loads it.
@Suite
struct `The doctor's advice about masks of the command line` {
  private static func facts(running: Masks = Bench.without(5, 7)) -> Facts {
    let facts = Bench.facts(running)
    facts.boot.parameters = ["ap.apmask=\(Bench.without(5).adapters.hexadecimal)"]
    facts.snapshot.queues = [5, 6, 7].map { Queue(APQN(AdapterID($0), DomainID(4))) }
    facts.rule(UdevRules.text(Bench.without(5, 7)))
    facts.define(Bench.web, Bench.matrix([5, 7], [4]))
    return facts
  }

  @Test func `leads out of a circle of rules and vfio_ap, once`() throws {
    let facts = Self.facts()
    let masks = MaskCheck.findings(facts)
    #expect(masks.map(\.id) == ["mask-rule-never-fires"])
    #expect(masks.first?.remedy.hasPrefix("take ap.apmask= and ap.aqmask= away") == true)
    let module = ModuleCheck.findings(facts)
    #expect(module.map(\.id) == ["vfio-ap-not-at-boot"])
    #expect(module.map(\.remedy) == masks.map(\.remedy))
  }

  /// Without the line that loads it nothing would: then it is no way out to take it away.
  @Test(arguments: [false, true])
  func `sends nobody back into it who has vfio_ap loaded`(bySoftDependency: Bool) throws {
    let facts = Self.facts()
    if bySoftDependency {
      let line = ["softdep", "zcrypt_cex4", "post:", "vfio_ap"]
      facts.boot.moduleLines = [.init(path: "/etc/modprobe.d/x.conf", words: line)]
    } else {
      facts.boot.earlyLoads = ["/etc/modules-load.d/vfio.conf"]
    }
    let found = DefinitionCheck.findings(facts).filter { $0.id.hasPrefix("vfio-ap-") }
    #expect(found.count == 1)
    let place = bySoftDependency ? "/etc/modprobe.d/x.conf" : "/etc/modules-load.d/vfio.conf"
    let remedy = try #require(found.first?.remedy)
    #expect(remedy.hasPrefix("take ap.apmask= and ap.aqmask= away and take "))
    #expect(remedy.contains(" out of \(place), so that the rules set the masks and load vfio_ap"))
    // Who does all of it is done.
    (facts.boot.parameters, facts.boot.earlyLoads, facts.boot.moduleLines) = ([], [], [])
    let left = DefinitionCheck.findings(facts).filter { $0.id.hasPrefix("vfio-ap-") }
    #expect(left.isEmpty && MaskCheck.findings(facts).isEmpty)
  }

  /// Rules of chzdev load nothing.
  @Test func `promises no vfio_ap by rules that do not load it`() throws {
    let facts = Self.facts()
    facts.rule(
      #"ACTION=="change", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", "#
        + #"ATTR{../../bus/ap/apmask}="\#(Bench.without(5, 7).adapters.hexadecimal)""#)
    let finding = try #require(MaskCheck.findings(facts).first)
    #expect(finding.id == "mask-rule-never-fires")
    #expect(finding.remedy.contains("so that the rules set the masks; or give the masks"))
  }

  @Test func `tells masks that run and stand nowhere all the same`() {
    let facts = Self.facts(running: Bench.without(5, 6))
    #expect(MaskCheck.findings(facts).map(\.id) == ["mask-rule-never-fires", "masks-not-kept"])
  }

  /// Rules alone would be the next finding, whoever writes them.
  @Test(arguments: ["ap.apmask=-6", "ap.apmask=0xfd"], [false, true])
  func `wants the parameters changed for masks that stand nowhere`(word: String, hasCount: Bool) {
    let facts = Bench.facts(Bench.without(5))
    facts.snapshot.capabilities.bindingsCompleteCount = hasCount
    facts.snapshot.queues = [Queue(APQN(AdapterID(6), DomainID(4)))]
    facts.boot.parameters = [word]
    func remedies() -> [String] { MaskCheck.findings(facts).map(\.remedy) }
    #expect(
      remedies() == [
        "either change ap.apmask= and ap.aqmask= to the running masks, or remove both parameters, declare"
          + " the host (apmatrix import) and run apmatrix apply --persist"
      ])
    facts.boot.parameters = [Bench.parameter(Bench.without(5))]
    #expect(remedies() == [])
    facts.boot.parameters = []
    facts.rule(UdevRules.text(Bench.without(5)))
    #expect(remedies() == [])
  }

  @Test func `is what follows it`() {
    let facts = Self.facts()
    facts.boot.parameters = []
    #expect(MaskCheck.findings(facts).isEmpty && ModuleCheck.findings(facts).isEmpty)
    let given = Self.facts()
    given.boot.parameters = ["ap.apmask=\(Bench.without(5, 7).adapters.hexadecimal)"]
    given.boot.maskRules = nil
    given.boot.maskFile = HostFile(UdevRules.standardPath, .absent)
    #expect(MaskCheck.findings(given).isEmpty)
  }
}
