/// What one guest is assigned, what it gets, and why the two differ.
public struct GuestAnalysis: Hashable, Sendable {
  /// Where the effective matrix comes from.
  public enum Source: String, Hashable, Sendable {
    /// The kernel's `guest_matrix`.
    case kernel
    /// The filter rule, less what is shown to be missing: `guest_matrix` is not there, cut off, or not
    /// safe to read.
    case computed
    /// Neither was possible.
    case unknown
  }

  /// The device.
  public let mdev: Mdev
  /// What the rule gives from the state of the host; nil if the host's configuration or the
  /// assignment is unknown.
  public let computed: Matrix?
  /// What the guest gets, or would get when it starts.
  public let effective: Matrix
  /// Where `effective` comes from.
  public let source: Source
  /// The assigned queues that the guest does not get, ascending, each with its one reason.
  public let missing: [MissingQueue]
  /// The queues that the kernel gives although the rule does not: history of kernels before 6.8.
  public let surplus: [APQN]
  /// The queues of `effective` that lie behind the end of a cut-off `guest_matrix`: only the rule gives them.
  public let unconfirmed: [APQN]

  /// What the guest has and can't use, adapter by adapter; empty until the whole host was looked at.
  public internal(set) var outages: [GuestOutage] = []

  /// The surplus queues, each with the reason why the rule does not give it.
  public internal(set) var astray: [MissingQueue] = []

  /// What the guest has and the next probe would take, cause by cause.
  public internal(set) var losses: [ProbeLoss] = []

  /// Whether nobody can tell what the guest gets: the kernel does not say it, and what its rule needs
  /// could not be read.
  public var isUntold: Bool {
    guard source == .unknown, mdev.state == .active else { return false }
    return missing.contains {
      $0.reason == .hostConfigurationUnreadable || $0.reason == .bindingsUnreadable
    }
  }

  /// The queues that the kernel says it gets and that no driver has: they have no `status`.
  var undriven: Set<APQN> = []

  /// The queues whose `status` tells whether the guest runs: the first that the kernel says it gets.
  ///
  /// Where only the rule tells, as behind the end of a text that was cut off, one queue of each adapter, all of
  /// one domain: that of an adapter that the kernel has left out says `assigned` while the guest runs.
  public var witnesses: [APQN] {
    guard mdev.state == .active else { return [] }
    guard let shown = mdev.guestMatrix else {
      let isTooLong = mdev.assigned.map { $0.queueCount >= MatrixText.lineLimit } ?? false
      let asked = ruledWitnesses(of: .all, in: .all)
      return isTooLong ? asked : Array(asked.prefix(1))
    }
    // Most kernels give nothing that has no driver.
    let isUndriven = shown.first.map(undriven.contains) ?? false
    let first = isUndriven ? shown.shown.subtracting(undriven).min() : shown.first
    let told = first.map { [$0] } ?? []
    guard shown.isCutOff, let last = shown.adapters.max() else { return told }
    // Of those before its last line the text tells.
    let rest = AdapterSet(AdapterSet.all.lazy.filter { $0 > last })
    return told + ruledWitnesses(of: rest, in: shown.domains)
  }

  /// A queue of each of these adapters that the rule gives, also of those that are known to be left out, in one
  /// of the domains that the guest has.
  private func ruledWitnesses(of adapters: AdapterSet, in domains: DomainSet) -> [APQN] {
    let ruled = computed ?? effective
    guard let domain = ruled.domains.intersection(domains).min() else { return [] }
    return ruled.adapters.intersection(adapters).map { APQN($0, domain) }
  }

  /// Whether the kernel itself tells what the guest gets, or that it lacks something of what the rule gives.
  public var isToldByKernel: Bool {
    source == .kernel || source == .computed && effective != computed
  }

  /// Whether the guest lacks a queue or a control domain, has a queue that can't answer, or can't be told.
  public var isDegraded: Bool {
    !missing.isEmpty || !outages.isEmpty || mdev.state != .active || !lackedControl.isEmpty
  }

  /// The assigned control domains that the guest does not get; empty where that can't be told.
  var lackedControl: DomainSet {
    guard source != .unknown, let assigned = mdev.assigned else { return [] }
    return assigned.controlDomains.subtracting(effective.controlDomains)
  }

  /// How many of the assigned queues the guest gets, or would get.
  public var effectiveCount: Int { (mdev.assigned?.queueCount ?? 0) - missing.count }
}
