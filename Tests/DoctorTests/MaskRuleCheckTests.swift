import APModel
import Glibc
import Neighbours
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

@Suite
struct `The doctor's check of the rules for masks` {
  @Test func `tells a rule that writes no mask although it names one`() {
    let facts = Bench.facts(Bench.without(5))
    facts.rule(
      #"ACTION=="change", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", ATTR{/sys/bus/ap/apmask}="-5""#
    )
    #expect(
      facts.heads(MaskCheck.findings) == [
        "wrong-at-next-boot mask-rule-astray", "wrong-at-next-boot masks-not-kept",
      ])
    let proof = MaskCheck.findings(facts)[0].evidence[0].value
    #expect(proof.hasPrefix("line 1 writes nothing: udev looks for ATTR{/sys/bus/ap/apmask} below"))
    // Where another line does it the line is only in vain.
    facts.rule(
      UdevRules.text(Bench.without(5)) + #"DEVPATH=="/bus/ap", ATTR{/sys/bus/ap/apmask}="-5""#)
    #expect(facts.heads(MaskCheck.findings) == ["worth-knowing mask-rule-astray"])
  }

  @Test func `knows whether a rule was there at the last boot by the times`() throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("etc/udev/rules.d/41-ap.rules")
    try TextFile.write(`The doctor's check of masks`.old, to: file)
    func isNew() -> Bool? {
      FactsReader.boot(HostSnapshot(origin: "bench"), root: HostRoot(directory: scratch.path)).boot
        .hasNewRules
    }
    #expect(isNew() == nil)
    try TextFile.write("3600.12 7000.00\n", to: scratch.path.appending("proc/uptime"))
    #expect(isNew() == true)
    let early = timeval(tv_sec: 1_000_000_000, tv_usec: 0)
    #expect(utimes(file.string, [early, early]) == 0)
    #expect(isNew() == false)
  }

  /// What newer rules of chzdev ask for came with Linux 6.19.
  @Test func `names remedies that this kernel and host have`() {
    let facts = Bench.facts()
    facts.rule(`The doctor's check of masks`.old)
    facts.boot.modules["zcrypt_cex4"] = .builtIn
    let export = "apmatrix export --udev-rules /etc/udev/rules.d/41-ap.rules"
    let first = "write them anew: declare the host (apmatrix import), then \(export)"
    #expect(MaskCheck.findings(facts)[0].remedy == first)
    facts.snapshot.capabilities.bindingsCompleteCount = true
    facts.declare([:], agent: false)
    #expect(
      MaskCheck.findings(facts)[0].remedy
        == "write them anew: \(export), or chzdev of s390-tools 2.40 or later")
  }

  /// Rules of chzdev that fire whenever zcrypt is loaded want the same.
  @Test func `names chzdev for masks that are not kept only where its rules fire`() {
    let facts = Bench.facts(Bench.without(5))
    func remedies() -> [String] { MaskCheck.findings(facts).map(\.remedy) }
    let persist = "declare the host (apmatrix import) and run apmatrix apply --persist"
    #expect(remedies() == [persist])
    facts.snapshot.capabilities.bindingsCompleteCount = true
    #expect(
      remedies() == [
        "keep the running ones with chzdev of s390-tools 2.40 or later (chzdev --type ap --persistent"
          + " apmask=0-4,6-255 aqmask=0-255), or \(persist)"
      ])
    // They load no vfio_ap.
    facts.define(Bench.web, Bench.matrix([5], [4]))
    #expect(remedies() == [persist])
  }
}
