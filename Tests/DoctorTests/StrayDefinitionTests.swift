import APModel
import Neighbours
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

/// `mdevctl modify --parent matix --jsonfile FILE` makes one with status 0 (mdevctl 1.4.0).
@Suite
struct `A definition below a parent that is not matrix` {
  private static let path = "/etc/mdevctl.d/matix/\(Bench.web)"

  private static func facts(_ files: [String: String]) throws -> Facts {
    let scratch = try ScratchDirectory()
    for (path, text) in files { try TextFile.write(text, to: scratch.path.appending(path)) }
    let facts = Bench.facts(Bench.without(5))
    let read = FactsReader.boot(facts.snapshot, root: HostRoot(directory: scratch.path))
    facts.definitions = read.definitions
    facts.strayDefinitions = read.strayDefinitions
    facts.rule(UdevRules.text(Bench.without(5)))
    return facts
  }

  private static let text = MdevctlDefinition(
    uuid: Bench.web, matrix: Bench.matrix([5], [4]), startsAutomatically: true
  ).text

  @Test func `is told, with what moves it to where it is meant`() throws {
    let facts = try Self.facts(["etc/mdevctl.d/matix/\(Bench.web)": Self.text])
    #expect(
      facts.heads(DefinitionCheck.findings) == ["wrong-at-next-boot definition-below-other-parent"])
    let finding = DefinitionCheck.findings(facts)[0]
    #expect(finding.evidence.map(\.path) == [Self.path])
    #expect(
      finding.remedy
        == "mkdir -p /etc/mdevctl.d/matrix && mv -n \(Self.path) /etc/mdevctl.d/matrix/\(Bench.web) if it is meant so; else mdevctl undefine"
        + " --parent matix --uuid \(Bench.web)")
    facts.declare([Bench.web: Bench.matrix([5], [4])], agent: true)
    #expect(
      facts.heads(DefinitionCheck.findings) == ["worth-knowing definition-below-other-parent"])
  }

  @Test func `is removed for itself where the right one has the same name`() throws {
    let facts = try Self.facts([
      "etc/mdevctl.d/matix/\(Bench.web)": Self.text,
      "etc/mdevctl.d/matrix/\(Bench.web)": Self.text,
    ])
    #expect(
      facts.heads(DefinitionCheck.findings) == ["worth-knowing definition-below-other-parent"])
    #expect(
      DefinitionCheck.findings(facts)[0].remedy
        == "mdevctl undefine --parent matix --uuid \(Bench.web); libvirt's nodedev-undefine would remove the"
        + " one below matrix as well")
  }

  @Test func `is none of another driver, nor what is no definition`() throws {
    let facts = try Self.facts([
      "etc/mdevctl.d/0.0.1234/\(Bench.web)":
        "{\"mdev_type\": \"vfio_ccw-io\", \"start\": \"auto\"}",
      "etc/mdevctl.d/matix/notes": Self.text, "etc/mdevctl.d/matix/\(Bench.db)": "{",
      "etc/mdevctl.d/readme": "",
    ])
    #expect(facts.strayDefinitions.isEmpty && facts.heads(DefinitionCheck.findings) == [])
  }
}
