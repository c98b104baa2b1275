import APModel
import Reconcile

/// All that differs between two states: who has which queue, what guests are assigned and get, the masks,
/// the cards, the problems.
///
/// Counters of requests and scans are left out: they differ between any two looks at a host.
public final class HostDifference: Sendable {
  /// The first host.
  public let before: ComparedHost
  /// The second one, or the same later.
  public let after: ComparedHost
  /// Queues' owners, effective matrices, problems.
  public let hands: HostComparison
  /// Everything else, the host's own first, then cards, guests and queues, each ascending.
  public let changes: [DetailChange]

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

  private static func host(_ old: HostSnapshot, _ new: HostSnapshot) -> [DetailChange] {
    let (bus, next) = (old.bus, new.bus)
    let changes: [DetailChange?] = [
      // A tree alone does not tell its kernel.
      DetailChange("host", "kernel", old.kernel ?? new.kernel, new.kernel ?? old.kernel),
      DetailChange("host", "driver_override", old.hasOverrides, new.hasOverrides, text: yesNo),
      DetailChange("host", "drivers", words: old.drivers, new.drivers),
      DetailChange("host", "features", words: bus.features ?? [], next.features ?? []),
      DetailChange("host", "apmask", bus.adapterMask, next.adapterMask),
      DetailChange("host", "aqmask", bus.domainMask, next.domainMask),
      DetailChange("host", "drivers_autoprobe", bus.driversAutoprobe, next.driversAutoprobe) {
        $0 ? "1" : "0"
      },
      DetailChange("host", "default domain", bus.defaultDomain, next.defaultDomain),
    ]
    return changes.compactMap(\.self)
      + matrix("host", "", bus.hostConfiguration, next.hostConfiguration)
  }

  private static func matrix(
    _ object: String, _ prefix: String, _ old: Matrix?, _ new: Matrix?
  ) -> [DetailChange] {
    [
      DetailChange(object, "\(prefix)adapters", old?.adapters, new?.adapters),
      DetailChange(object, "\(prefix)domains", old?.domains, new?.domains),
      DetailChange(object, "\(prefix)control domains", old?.controlDomains, new?.controlDomains),
    ].compactMap(\.self)
  }

  private static func cards(_ old: HostSnapshot, _ new: HostSnapshot) -> [DetailChange] {
    pairs(old.cards, new.cards, by: \.id).flatMap { id, old, new -> [DetailChange] in
      let object = "card \(id)"
      guard old != nil, new != nil else {
        return [DetailChange(object, "device", old.map(word), new.map(word))].compactMap(\.self)
      }
      return [
        DetailChange(object, "type", old?.type, new?.type),
        DetailChange(object, "mode", old?.mode?.rawValue, new?.mode?.rawValue),
        DetailChange(object, "functions", old?.functionLetters, new?.functionLetters),
        DetailChange(object, "driver", old?.driver, new?.driver),
        DetailChange(object, "configured", old?.isConfigured, new?.isConfigured, text: yesNo),
        DetailChange(object, "checkstopped", old?.isCheckstopped, new?.isCheckstopped, text: yesNo),
        DetailChange(object, "online", old?.isOnline, new?.isOnline, text: yesNo),
      ].compactMap(\.self)
    }
  }

  private static func guests(
    _ old: HostSnapshot, _ new: HostSnapshot, _ label: (String) -> String
  ) -> [DetailChange] {
    pairs(old.mdevs, new.mdevs, by: \.uuid).flatMap { uuid, old, new -> [DetailChange] in
      let object = label(uuid)
      return [
        DetailChange(object, "mdev", old?.state.rawValue, new?.state.rawValue),
        DetailChange(object, "running", old?.isInUse, new?.isInUse, text: yesNo),
      ].compactMap(\.self)
        + matrix(object, "assigned ", assigned(old), assigned(new))
    }
  }

  /// What an mdev is assigned: nothing if there is none, nil if it could not be read.
  private static func assigned(_ mdev: Mdev?) -> Matrix? {
    guard let mdev else { return Matrix() }
    return mdev.assigned
  }

  /// A card in two words: `CEX8C cca`.
  private static func word(_ card: Card) -> String {
    let words = [card.type, card.mode?.rawValue].compactMap(\.self)
    return words.isEmpty ? "there" : words.joined(separator: " ")
  }

  static func yesNo(_ value: Bool) -> String { value ? "yes" : "no" }

  /// What stands for the same thing on both sides, ascending; nil where one has no such thing.
  static func pairs<Item, ID: Hashable & Comparable>(
    _ old: [Item], _ new: [Item], by id: (Item) -> ID
  ) -> [(ID, Item?, Item?)] {
    let before = Dictionary(old.map { (id($0), $0) }) { first, _ in first }
    let after = Dictionary(new.map { (id($0), $0) }) { first, _ in first }
    return Set(before.keys).union(after.keys).sorted().map { ($0, before[$0], after[$0]) }
  }
}
