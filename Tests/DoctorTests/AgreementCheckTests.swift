import APModel
import Neighbours
import Reconcile
import Testing

@testable import Doctor

/// What is active, defined and declared, in each direction.
@Suite
struct `The doctor's comparison` {
  private static let one = Bench.matrix([5], [4])
  private static let two = Bench.matrix([5], [4, 0x47])

  private static func heads(
    active: Matrix?, defined: Matrix?, isAuto: Bool = true, declared: Matrix?, agent: Bool = false
  ) -> [String] {
    let facts = Bench.facts(mdevs: active.map { [Bench.web: $0] } ?? [:])
    if let defined { facts.define(Bench.web, defined, isAuto: isAuto) }
    if let declared { facts.declare([Bench.web: declared], agent: agent) }
    return facts.heads(AgreementCheck.findings)
  }

  @Test func `tells what a boot does not make again`() {
    #expect(
      Self.heads(active: Self.one, defined: nil, declared: nil) == [
        "wrong-at-next-boot mdev-not-kept"
      ])
    #expect(
      Self.heads(active: Self.one, defined: Self.one, isAuto: false, declared: nil) == [
        "wrong-at-next-boot mdev-not-kept"
      ])
    #expect(
      Self.heads(active: Self.one, defined: nil, declared: Self.one) == [
        "wrong-at-next-boot declared-not-kept"
      ])
    #expect(Self.heads(active: Self.one, defined: nil, declared: Self.one, agent: true) == [])
    #expect(Self.heads(active: Self.one, defined: Self.one, declared: Self.one) == [])
  }

  /// libvirt makes a definition manual whenever it writes it, and `apply --persist` keeps that.
  @Test func `sends a manual definition to what makes it start`() {
    let facts = Bench.facts(mdevs: [Bench.web: Self.one])
    facts.define(Bench.web, Self.one, isAuto: false)
    #expect(
      AgreementCheck.findings(facts).map(\.remedy) == [
        "mdevctl modify --parent matrix --uuid \(Bench.web) --auto starts it with the host"
      ])
    facts.declare([Bench.web: Self.one], agent: false)
    var remedy = AgreementCheck.findings(facts).first?.remedy
    #expect(
      remedy?.hasSuffix("(the guest's mdevctl-start: auto, then apmatrix apply --persist)") == true)
    // No file sets an override at a boot.
    facts.configuration?.ownership = .driverOverride
    remedy = AgreementCheck.findings(facts).first?.remedy
    #expect(remedy?.hasSuffix(": it alone sets driver_override, which a boot forgets") == true)
    #expect(remedy?.contains("--persist") == false)
  }

  /// A definition that starts makes its own matrix.
  @Test(arguments: [(Bench.matrix([], []), "nothing"), (two, "adapter 05, domain 0004 0047")])
  func `has a manual definition of another matrix changed before it starts`(
    defined: Matrix, members: String
  ) {
    let facts = Bench.facts(mdevs: [Bench.web: Self.one])
    facts.define(Bench.web, defined, isAuto: false)
    #expect(
      AgreementCheck.findings(facts).map(\.remedy) == [
        "give its definition, which has \(members), the same matrix first (mdevctl modify --parent matrix --uuid \(Bench.web),"
          + " with --addattr or --delattr), then mdevctl modify --parent matrix --uuid \(Bench.web) --auto starts it with the host"
      ])
  }

  @Test func `tells what should be there and is not`() {
    #expect(
      Self.heads(active: nil, defined: Self.one, declared: nil) == [
        "wrong-now definition-not-active"
      ])
    #expect(Self.heads(active: nil, defined: Self.one, isAuto: false, declared: nil) == [])
    // That a declared guest has no mdev is one of the host's own problems.
    #expect(Self.heads(active: nil, defined: Self.one, declared: Self.one) == [])
  }

  @Test func `tells matrices that differ`() {
    #expect(
      Self.heads(active: Self.one, defined: Self.two, declared: nil) == [
        "wrong-at-next-boot definition-differs"
      ])
    #expect(
      Self.heads(active: Self.one, defined: Self.two, declared: Self.one) == [
        "wrong-at-next-boot definition-against-declared"
      ])
    #expect(
      Self.heads(active: Self.one, defined: Self.two, declared: Self.one, agent: true) == [
        "worth-knowing definition-against-declared"
      ])
    #expect(
      Self.heads(active: Self.one, defined: Self.two, isAuto: false, declared: Self.one) == [
        "wrong-at-next-boot declared-not-kept"
      ])
  }

  @Test func `tells a definition that the file does not know`() {
    let facts = Bench.facts(mdevs: [Bench.db: Bench.matrix([6], [4])])
    facts.define(Bench.db, Bench.matrix([6], [4]))
    facts.declare([Bench.web: Self.one], agent: true)
    #expect(facts.heads(AgreementCheck.findings) == ["worth-knowing definition-not-declared"])
    facts.declare([Bench.web: Bench.matrix([6], [4])], agent: true)
    #expect(facts.heads(AgreementCheck.findings) == ["wrong-at-next-boot definition-not-declared"])
  }

  /// The Kubernetes DRA driver makes mdevs for its claims and hands queues over by overrides.
  @Test func `leaves alone what another program makes as it needs it`() throws {
    let facts = Bench.facts(mdevs: [Bench.db: Self.one])
    var queue = Queue(APQN(AdapterID(5), DomainID(4)))
    queue.driverOverride = DriverName.vfioAP
    facts.snapshot.queues = [queue]
    #expect(facts.heads(AgreementCheck.findings) == ["wrong-at-next-boot mdev-not-kept"])
    facts.hasKubelet = true
    #expect(facts.heads(AgreementCheck.findings) == [])
    #expect(facts.heads(KernelCheck.findings).last == "worth-knowing mdev-of-another-program")
    facts.declare([Bench.web: Self.one], agent: true)
    facts.configuration?.policy.unmanaged = .prune
    #expect(facts.heads(KernelCheck.findings).last == "wrong-at-next-boot mdev-of-another-program")
    // What libvirt gives to a domain is no claim's.
    facts.libvirt.guests = [try Bench.libvirt("db02", [Bench.db])]
    #expect(facts.heads(KernelCheck.findings) == [])
  }
}
