import APModel
import Neighbours
import Reconcile
import Testing

@testable import Doctor

/// What the doctor advises about mdevs of libvirt's domains that mdevctl has defined, too.
@Suite
struct `The doctor's advice about mdevs of domains` {
  private static let one = Bench.matrix([5], [4])

  private static func remedies(_ id: String, _ facts: Facts) -> [String] {
    LibvirtCheck.findings(facts).filter { $0.id == id }.map(\.remedy)
  }

  /// What starts with the host would be missed, and be there again behind the next boot.
  @Test(arguments: [nil, false, true])
  func `names the definition of an mdev of no domain where it starts with the host`(isAuto: Bool?) {
    let facts = Bench.facts(mdevs: [Bench.web: Self.one])
    facts.snapshot.mdevs[0].isInUse = false
    facts.libvirt.isInstalled = true
    if let isAuto { facts.define(Bench.web, Self.one, isAuto: isAuto) }
    let removal = "if no program but libvirt uses it, remove it: apmatrix guest remove \(Bench.web)"
    let more =
      isAuto == true
      ? ", and its definition, which makes it at a boot: mdevctl undefine --parent matrix --uuid \(Bench.web)"
      : ""
    #expect(Self.remedies("mdev-of-no-domain", facts) == [removal + more])
  }

  @Test func `has a domain's missing mdev made as it is declared, defined or not at all`() throws {
    let facts = Bench.facts()
    facts.configurationFile = HostFile(Bench.config, .absent)
    facts.libvirt.guests = [try Bench.libvirt("web", [Bench.web])]
    func remedies() -> [String] { Self.remedies("domain-without-mdev", facts) }
    #expect(
      remedies() == [
        "declare the mdev in \(Bench.config), or take the device out: virsh edit web"
      ])
    facts.define(Bench.web, Self.one, isAuto: false)
    #expect(
      remedies() == [
        "make it as mdevctl has it defined (mdevctl start --parent matrix --uuid \(Bench.web)), or take the device out:"
          + " virsh edit web"
      ])
    facts.declare([Bench.web: Self.one], agent: false)
    #expect(remedies() == ["make what is declared: apmatrix apply"])
  }
}
