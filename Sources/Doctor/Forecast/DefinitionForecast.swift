import APModel
import Neighbours
public import Reconcile

/// What becomes of mdevctl's definitions at a boot with certain masks, drawn from the facts alone.
public struct DefinitionForecast: Sendable {
  /// What becomes of one that starts by itself.
  public enum Outcome: Equatable, Sendable {
    /// Its mdev is there, with all that is assigned.
    case starts
    /// The kernel or mdevctl refuses a part, and mdevctl takes the mdev back.
    case fails(String)
    /// Another one has a queue of it, and which of them comes first is chance.
    case chance(with: [String])
  }

  /// Why none of them starts; nil if nothing is in the way.
  public let hindrance: Finding.Evidence?
  /// The outcomes of those that start by themselves.
  public let outcomes: Outcomes

  /// What becomes of each definition that starts by itself.
  public struct Outcomes: Sendable {
    /// The mdevs that start by themselves, in the order of the files.
    public let uuids: [String]
    let failures: [String: String]
    let rivals: [String: [String]]

    /// What becomes of one; nil if it does not start by itself.
    public subscript(uuid: String) -> Outcome? {
      guard uuids.contains(uuid) else { return nil }
      if let reason = failures[uuid] { return .fails(reason) }
      return rivals[uuid].map { .chance(with: $0) } ?? .starts
    }
  }

  /// Draws it.
  public init(_ facts: Facts, masks: Masks) {
    hindrance = Self.hindrance(facts)
    let starting = facts.definitions.filter { $0.reading.definition?.startsAutomatically == true }
    var failures: [String: String] = [:]
    for file in starting { failures[file.uuid] = Self.failure(file, facts, masks) }
    let able = starting.compactMap(\.reading.definition).filter { failures[$0.uuid] == nil }
    outcomes = Outcomes(
      uuids: starting.map(\.uuid), failures: failures, rivals: MdevctlDefinition.rivals(able))
  }

  /// The definitions that mdevctl or the kernel refuses for what stands in them, by uuid, with the reason.
  public static func faults(_ files: [DefinitionFile]) -> [String: String] {
    var faults: [String: String] = [:]
    for file in files {
      faults[file.uuid] = file.reading.faults.first { $0.effect == .startFails }?.consequence
    }
    return faults
  }

  /// The definitions that should start and that mdevctl does not see, a sentence each.
  public static func unseen(_ facts: Facts) -> [String] {
    facts.linkedDefinitions.filter { $0.reading.definition?.startsAutomatically == true }.map {
      "mdevctl starts no mdev \($0.uuid): \($0.path): \(DefinitionLinkCheck.fact)"
    }
  }

  private static func hindrance(_ facts: Facts) -> Finding.Evidence? {
    if facts.hasLinkedDirectory {
      return .init(MdevctlDefinition.standardDirectory, DefinitionLinkCheck.fact)
    }
    if let file = facts.definitions.first(where: { file in
      file.reading.faults.contains { $0.effect == .refusesAll }
    }) {
      let fault = file.reading.faults.first { $0.effect == .refusesAll }
      return .init(file.path, fault?.consequence ?? "")
    }
    return missingStarter(facts.boot)
  }

  /// What shows that no rule of udev has mdevctl start anything.
  private static func missingStarter(_ boot: BootFacts) -> Finding.Evidence? {
    guard let starters = boot.starters, !starters.contains(where: \.isThere) else { return nil }
    if let one = starters.first {
      return .init(one.path, "runs \(one.program), which is not there")
    }
    let rule = boot.mdevctlFile
    let what: String
    switch rule.content {
    case .absent: what = "not there"
    case .masked: what = "a link to /dev/null"
    case .text: what = "runs no mdevctl start-parent-mdevs"
    case .unseen: return nil
    }
    return .init(rule.path, "\(what), so that nothing starts definitions")
  }

  /// Why a definition does not start whatever the others do.
  private static func failure(_ file: DefinitionFile, _ facts: Facts, _ masks: Masks) -> String? {
    if let fault = faults([file])[file.uuid] { return fault }
    guard let matrix = file.reading.definition?.matrix else { return nil }
    let bus = facts.snapshot.bus
    if let maximum = bus.maximumAdapter, let high = matrix.adapters.max(), high > maximum {
      return "ENODEV: adapter \(high) is above this machine's highest, \(maximum)"
    }
    let domains = matrix.domains.union(matrix.controlDomains)
    if let maximum = bus.maximumDomain, let high = domains.max(), high > maximum {
      return "ENODEV: domain \(high) is above this machine's highest, \(maximum)"
    }
    // By an override a queue is vfio_ap's whatever the masks are.
    guard masks.reserveAny(of: matrix), !facts.mayBeOverridden(matrix) else { return nil }
    let kept = Matrix(
      adapters: matrix.adapters.intersection(masks.adapters),
      domains: matrix.domains.intersection(masks.domains))
    return "EADDRNOTAVAIL: the masks keep \(QueueText.folded(kept.queues)) for the host then"
  }
}
