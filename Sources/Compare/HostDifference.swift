import APModel
import Reconcile

/// All that differs between two states: who has which queue, what guests are assigned and get, the masks,
/// the cards, the problems.
///
/// Counters of requests and scans are left out: they differ between any two looks at a host.
public struct HostDifference: Sendable {
  /// The first host.
  public let before: ComparedHost
  /// The second one, or the same later.
  public let after: ComparedHost
  /// Queues' owners, effective matrices, problems.
  public let hands: HostComparison
  /// Everything else, the host's own first, then cards, guests and queues, each ascending.
  public let changes: [HostChange]

  /// Compares.
  public init(_ before: ComparedHost, _ after: ComparedHost) {
    self.before = before
    self.after = after
    let hands = HostComparison(before, after)
    self.hands = hands
    let old = before.snapshot
    let new = after.snapshot
    changes =
      Self.host(old, new) + Self.cards(old, new) + Self.guests(old, new, hands.label)
      + Self.queues(old, new)
  }

  /// Whether nothing differs.
  public var isEmpty: Bool { hands.isEmpty && changes.isEmpty }

  /// Whether both sides were read as a whole.
  public var isComplete: Bool { before.snapshot.isComplete && after.snapshot.isComplete }

  private static func host(_ old: HostSnapshot, _ new: HostSnapshot) -> [HostChange] {
    let (bus, next) = (old.bus, new.bus)
    let changes: [HostChange?] = [
      HostChange("host", "kernel", old.kernel, new.kernel),
      HostChange("host", "driver_override", old.hasOverrides, new.hasOverrides, text: yesNo),
      HostChange("host", "drivers", Set(old.drivers), Set(new.drivers)),
      HostChange("host", "features", Set(bus.features ?? []), Set(next.features ?? [])),
      HostChange("host", "apmask", bus.adapterMask ?? [], next.adapterMask ?? []),
      HostChange("host", "aqmask", bus.domainMask ?? [], next.domainMask ?? []),
      HostChange("host", "drivers_autoprobe", bus.driversAutoprobe, next.driversAutoprobe) {
        $0 ? "1" : "0"
      },
      HostChange("host", "default domain", bus.defaultDomain, next.defaultDomain),
    ]
    return changes.compactMap(\.self)
      + matrix("host", "", bus.hostConfiguration ?? Matrix(), next.hostConfiguration ?? Matrix())
  }

  private static func matrix(
    _ object: String, _ prefix: String, _ old: Matrix, _ new: Matrix
  ) -> [HostChange] {
    [
      HostChange(object, "\(prefix)adapters", old.adapters, new.adapters),
      HostChange(object, "\(prefix)domains", old.domains, new.domains),
      HostChange(object, "\(prefix)control domains", old.controlDomains, new.controlDomains),
    ].compactMap(\.self)
  }

  private static func cards(_ old: HostSnapshot, _ new: HostSnapshot) -> [HostChange] {
    pairs(old.cards, new.cards, by: \.id).flatMap { id, old, new -> [HostChange] in
      let object = "card \(id)"
      return [
        HostChange(object, "device", old.map { _ in "there" }, new.map { _ in "there" }),
        HostChange(object, "type", old?.type, new?.type),
        HostChange(object, "mode", old?.mode?.rawValue, new?.mode?.rawValue),
        HostChange(object, "functions", old?.functionLetters, new?.functionLetters),
        HostChange(object, "driver", old?.driver, new?.driver),
        HostChange(object, "configured", old?.isConfigured, new?.isConfigured, text: yesNo),
        HostChange(object, "checkstopped", old?.isCheckstopped, new?.isCheckstopped, text: yesNo),
        HostChange(object, "online", old?.isOnline, new?.isOnline, text: yesNo),
      ].compactMap(\.self)
    }
  }

  private static func guests(
    _ old: HostSnapshot, _ new: HostSnapshot, _ label: (String) -> String
  ) -> [HostChange] {
    pairs(old.mdevs, new.mdevs, by: \.uuid).flatMap { uuid, old, new -> [HostChange] in
      let object = label(uuid)
      return [
        HostChange(object, "mdev", old?.state.rawValue, new?.state.rawValue),
        HostChange(object, "running", old?.isInUse, new?.isInUse, text: yesNo),
      ].compactMap(\.self)
        + matrix(object, "assigned ", old?.assigned ?? Matrix(), new?.assigned ?? Matrix())
    }
  }

  private static func queues(_ old: HostSnapshot, _ new: HostSnapshot) -> [HostChange] {
    pairs(old.queues, new.queues, by: \.id).compactMap { id, old, new in
      HostChange("queue \(id)", "driver_override", old?.driverOverride, new?.driverOverride)
    }
  }

  private static func yesNo(_ value: Bool) -> String { value ? "yes" : "no" }

  /// What stands for the same thing on both sides, ascending; nil where one has no such thing.
  private static func pairs<Item, ID: Hashable & Comparable>(
    _ old: [Item], _ new: [Item], by id: (Item) -> ID
  ) -> [(ID, Item?, Item?)] {
    let before = Dictionary(old.map { (id($0), $0) }) { first, _ in first }
    let after = Dictionary(new.map { (id($0), $0) }) { first, _ in first }
    return Set(before.keys).union(after.keys).sorted().map { ($0, before[$0], after[$0]) }
  }
}
