import APModel
import Glibc
import Neighbours
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

/// A doctor who asks as a user that may not read everything.
@Suite
struct `What the doctor could not look at` {
  private static let one = Bench.matrix([5], [4])
  private static let denied = HostFile.Content.unseen("Permission denied")

  @Test func `is no definition that is missing`() throws {
    let facts = Bench.facts(mdevs: [Bench.web: Self.one])
    facts.libvirt.guests = [try Bench.libvirt("web01", [Bench.web])]
    let checks = [AgreementCheck.findings, LibvirtCheck.findings]
    for check in checks { #expect(!facts.heads(check).isEmpty) }
    facts.hiddenDefinitions = [Bench.web]
    for check in checks { #expect(facts.heads(check) == []) }
    facts.hiddenDefinitions = [Bench.db]
    for check in checks { #expect(!facts.heads(check).isEmpty) }
    facts.hidesDefinitions = true
    for check in checks { #expect(facts.heads(check) == []) }
  }

  /// An enforcing agent makes again what is declared; by what file, only root may read.
  @Test func `is no agent that makes nothing`() {
    let facts = Bench.facts(Bench.without(5), mdevs: [Bench.web: Self.one])
    facts.machine.unit = .enabled("/etc/systemd/system/x/apmatrix.service")
    let checks = [AgreementCheck.findings, MaskCheck.findings]
    for check in checks { #expect(!facts.heads(check).isEmpty) }
    facts.configurationFile = HostFile(Bench.config, Self.denied)
    for check in checks { #expect(facts.heads(check) == []) }
  }

  /// What is no regular file, as a link to /dev/null, says nothing that root acts on.
  @Test(arguments: ["udev/rules.d/41-ap.rules", "apmatrix/apmatrix.yaml"])
  func `is no file that others may write`(name: String) throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("etc").appending(name)
    try TextFile.makeDirectories(file.removingLastComponent())
    try TextFile.write("", to: file)
    #expect(chmod(file.string, 0o666) == 0)
    let doubts = {
      FactsReader.facts(Bench.facts().snapshot, root: HostRoot(directory: scratch.path)).doubtful
    }
    #expect(doubts().map(\.path) == (geteuid() == 0 ? ["/etc/\(name)"] : doubts().map(\.path)))
    #expect(unlink(file.string) == 0 && mkfifo(file.string, 0o666) == 0)
    #expect(chmod(file.string, 0o666) == 0)
    #expect(doubts().isEmpty)
  }

  @Test func `are no rules that set no masks, and load nothing`() {
    let facts = Bench.facts(Bench.without(5))
    facts.declare([Bench.web: Self.one], agent: false)
    let checks = [MaskCheck.findings, ModuleCheck.findings]
    for check in checks { #expect(!facts.heads(check).isEmpty) }
    facts.boot.maskFile = HostFile(UdevRules.standardPath, Self.denied)
    for check in checks { #expect(facts.heads(check) == []) }
  }
}
