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
    let changes: [(file: String, change: DetailChange?)] = [
      // A tree alone does not tell its kernel.
      ("", DetailChange("host", "kernel", old.kernel ?? new.kernel, new.kernel ?? old.kernel)),
      (
        "devices",
        DetailChange("host", "driver_override", old.hasOverrides, new.hasOverrides, text: yesNo)
      ),
      ("drivers", DetailChange("host", "drivers", words: old.drivers, new.drivers)),
      (
        "features", DetailChange("host", "features", words: bus.features ?? [], next.features ?? [])
      ),
      ("apmask", DetailChange("host", "apmask", bus.adapterMask, next.adapterMask)),
      ("aqmask", DetailChange("host", "aqmask", bus.domainMask, next.domainMask)),
      (
        "drivers_autoprobe",
        DetailChange("host", "drivers_autoprobe", bus.driversAutoprobe, next.driversAutoprobe) {
          $0 ? "1" : "0"
        }
      ),
      ("ap_domain", DetailChange("host", "default domain", bus.defaultDomain, next.defaultDomain)),
    ]
    let isTold = { (file: String) in
      !old.isUnread("bus/ap/" + file) && !new.isUnread("bus/ap/" + file)
    }
    let masks = ["ap_adapter_mask", "ap_usage_domain_mask", "ap_control_domain_mask"]
    return changes.compactMap { isTold($0.file) ? $0.change : nil } + limits(old, new)
      + (masks.allSatisfy(isTold)
        ? matrix("host", "", bus.hostConfiguration, next.hostConfiguration) : [])
  }

  /// What the machine and vfio_ap can do, which not every kernel tells.
  private static func limits(_ old: HostSnapshot, _ new: HostSnapshot) -> [DetailChange] {
    let (bus, next) = (old.bus, new.bus)
    return [
      both("host", bus.maximumAdapter, next.maximumAdapter, "highest adapter") { $0.description },
      both("host", bus.maximumDomain, next.maximumDomain, "highest domain") { $0.description },
      both(
        "host", old.capabilities.matrixFeatures, new.capabilities.matrixFeatures,
        "features of vfio_ap"
      ) {
        $0.joined(separator: " ")
      },
    ].compactMap(\.self)
  }

  /// What differs where both sides tell it.
  static func both<Value>(
    _ object: String, _ old: Value?, _ new: Value?, _ aspect: String, text: (Value) -> String
  ) -> DetailChange? {
    guard let old, let new else { return nil }
    return DetailChange(object, aspect, text(old), text(new))
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

  private static func guests(
    _ old: HostSnapshot, _ new: HostSnapshot, _ label: (String) -> String
  ) -> [DetailChange] {
    pairs(old.mdevs, new.mdevs, by: \.uuid).flatMap { uuid, mdev, next -> [DetailChange] in
      guard mdev != nil || !old.hidesMdevs, next != nil || !new.hidesMdevs else { return [] }
      let object = label(uuid)
      let isUseTold = [mdev, next].allSatisfy { $0 == nil || $0?.isInUse != nil }
      let isAssignmentTold = [mdev, next].allSatisfy { assigned($0) != nil }
      return [
        DetailChange(object, "mdev", mdev?.state.rawValue, next?.state.rawValue),
        isUseTold
          ? DetailChange(object, "running", mdev?.isInUse, next?.isInUse, text: yesNo) : nil,
      ].compactMap(\.self)
        + (isAssignmentTold ? matrix(object, "assigned ", assigned(mdev), assigned(next)) : [])
    }
  }

  /// What an mdev is assigned: nothing if there is none, or one without its driver; nil if that does not show.
  private static func assigned(_ mdev: Mdev?) -> Matrix? {
    guard let mdev else { return Matrix() }
    return mdev.assigned ?? (mdev.state == .detached ? Matrix() : nil)
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
