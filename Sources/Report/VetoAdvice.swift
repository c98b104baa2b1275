import APModel
import Reconcile

/// What keeps the kernel from setting the bits of one queue in apmask and aqmask.
struct VetoAdvice {
  private let name: APQN
  private let analysis: HostAnalysis
  private let veto: MaskVeto
  /// The bits that are clear.
  private let bits: Masks
  /// Both masks with the bits set.
  private let masks: Masks

  /// Looks at the host of a queue; nil if its masks are not known.
  init?(_ facts: QueueFacts) {
    name = facts.name
    analysis = facts.analysis
    veto = MaskVeto(analysis.snapshot.capabilities)
    let bus = analysis.snapshot.bus
    guard let adapters = bus.adapterMask, let domains = bus.domainMask else { return nil }
    let own = Masks(adapters: [name.adapter], domains: [name.domain])
    bits = Masks(
      adapters: own.adapters.subtracting(adapters), domains: own.domains.subtracting(domains))
    masks = Masks(adapters: adapters.union(own.adapters), domains: domains.union(own.domains))
  }

  /// The way to the host by these steps; nil if the kernel refuses none of them.
  ///
  /// What an mdev has that could not be read may be in the way, and nobody can say what.
  func way(by steps: String) -> String? {
    let hidden = analysis.hiddenMdevs.map(Self.name)
    guard hidden.isEmpty else {
      return "giving it to the host may be refused (EBUSY) as long as \(Self.list(hidden)) can't be"
        + " read"
    }
    let releases = self.releases
    guard !releases.isEmpty else { return nil }
    return "to give it to the host, unassign \(Self.list(releases)) first (until then the kernel"
      + " refuses with EBUSY), then \(steps)"
  }

  /// `adapter 05 from mdev A and mdev B`, or `05.0004 from mdev A` for each of them.
  private var releases: [String] {
    let holders = analysis.guests.compactMap { guest -> (name: String, held: Matrix)? in
      guard guest.mdev.state == .active, let held = guest.mdev.assigned else { return nil }
      guard veto.refuses(bits, leadingTo: masks, while: held) else { return nil }
      return (Self.name(guest.mdev), held)
    }
    guard veto.isWide else {
      return holders.map { name, held in
        "\(QueueList.text(Array(masks.matrix.intersection(held).queues))) from \(name)"
      }
    }
    let adapters = holders.filter { !$0.held.adapters.isDisjoint(with: bits.adapters) }
    let domains = holders.filter { !$0.held.domains.isDisjoint(with: bits.domains) }
    return [("adapter \(name.adapter)", adapters), ("domain \(name.domain)", domains)]
      .filter { !$0.1.isEmpty }.map { "\($0) from \(Self.list($1.map(\.name)))" }
  }

  private static func name(_ mdev: Mdev) -> String {
    mdev.name.map { "guest \($0)" } ?? "mdev \(mdev.uuid)"
  }

  private static func list(_ words: [String]) -> String { words.joined(separator: " and ") }
}
