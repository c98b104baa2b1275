public import APModel

/// A host as it is found before apmatrix manages it: active, defined for mdevctl, kept by udev rules.
public struct ImportedHost: Sendable {
  /// One guest with where each part of it comes from.
  public struct Guest: Hashable, Sendable {
    /// The name that the configuration gives it.
    public let name: String
    /// The name of its mdev.
    public let uuid: String
    /// What it holds.
    public let matrix: Matrix
    /// When mdevctl starts it; nil for a definition that starts with the host, and for none.
    public let mdevctlStart: MdevctlStart?
    /// Where it was found, a line each; among them what another source says differently.
    public let origins: [String]
    /// The queues that somebody else has too, a line each; no configuration with such a guest is used.
    public internal(set) var conflicts: [String] = []
    /// What is wrong with its definition, a line each.
    public internal(set) var faults: [String] = []
  }

  /// The guests, by name.
  public let guests: [Guest]
  /// The active mdevs that could not be read, or all of them, with the reason; the configuration lacks them.
  public let unreadable: [String]
  /// How queues are handed over.
  public let ownership: Ownership
  /// What the host keeps.
  public let reservation: HostReservation
  /// Where the masks were found, and what is wrong there.
  public let maskOrigins: [String]
  /// The active mdevs and mdevctl's files of which no guest could be made, a line for each reason.
  public let leftOut: [String]
  /// What the administrator has to know beside the configuration, a line each.
  public let complaints: [String]
  /// Whether something that was found is not in the configuration.
  public let isIncomplete: Bool

  /// Puts the sources together; what is active counts where they differ.
  ///
  /// - Parameters:
  ///   - snapshot: the active host; nil to leave it out.
  ///   - files: mdevctl's definitions.
  ///   - rules: the udev rules, with their file.
  public init(
    _ snapshot: HostSnapshot?, _ files: [DefinitionFile], rules: (file: String, rules: UdevRules)?
  ) {
    let doubts = Self.doubtful(snapshot, files)
    let guests = Self.withFaults(Self.guests(snapshot, files, without: doubts.keys), files)
    unreadable = snapshot.map(Self.unreadable) ?? []
    let facts = snapshot.map { HostFacts($0) }
    let active = facts?.masks
    let handsOver = snapshot.map(SingleChange.ownership) ?? .masks
    // With overrides beside masks of the kernel's parameters, the only way on is that to masks.
    let hasBoth = facts?.mixesOwnership == true
    ownership = hasBoth ? .masks : handsOver
    let spare = ownership == .driverOverride ? Self.spare(snapshot) : []
    maskOrigins = Self.maskOrigins(active, rules, clears: hasBoth) + spare
    reservation = Self.reservation(
      active ?? rules?.rules.masks, snapshot, guests.map(\.matrix), ownership, clears: hasBoth)
    self.guests = Self.withConflicts(guests, reservation)
    let known = Set(guests.map(\.uuid))
    let doubtful = doubts.sorted { $0.key < $1.key }.flatMap(\.value)
    leftOut =
      unreadable + doubtful + files.filter { !known.contains($0.uuid) }.flatMap(\.complaints)
    let ruleFaults = rules.map { found in found.rules.faults.map { "\(found.file): \($0)" } } ?? []
    complaints =
      unreadable.map { $0 + "; it was left out" } + doubtful + spare
      + files.flatMap(\.complaints) + ruleFaults
      + self.guests.flatMap { guest in guest.conflicts.map { "guest \(guest.name): \($0)" } }
    isIncomplete =
      !unreadable.isEmpty || files.contains { $0.reading.faults.contains(where: \.isLost) }
      || rules?.rules.faults.contains(where: \.isLost) == true
  }

  /// What of the host nobody can declare, since it could not be read.
  private static func unreadable(_ snapshot: HostSnapshot) -> [String] {
    let hidden = snapshot.hidesMdevs ? [Mdev.parent] : []
    let masks = ["bus/ap/apmask", "bus/ap/aqmask"].filter(snapshot.isUnread)
    let queues = QueueText.folded(snapshot.unreadOverrides.sorted())
    let overrides = queues.isEmpty ? [] : ["driver_override of \(queues)"]
    return (hidden + masks + overrides).map { "what is in \($0): it could not be read" }
      + snapshot.mdevs.filter { $0.assigned == nil }.map { mdev in
        "mdev \(mdev.uuid): \(mdev.unreadable ?? "it has lost its driver or is being removed")"
      }
  }

  private static func maskOrigins(
    _ active: Masks?, _ rules: (file: String, rules: UdevRules)?, clears: Bool
  ) -> [String] {
    let kept = "active (apmask, aqmask)"
    let cleared = "\(kept), with the bits clear that stand in for driver_override"
    var origins = active == nil ? [] : [clears ? cleared : kept]
    guard let (file, rules) = rules else { return origins }
    if let masks = rules.masks {
      let agrees = active.map { $0 == masks } ?? true
      origins.append(agrees ? file : "\(file) differs: \(text(masks))")
    } else if rules.faults.contains(where: \.isLost) {
      origins.append("\(file): nothing is concluded from it")
    } else {
      origins.append("\(file) sets no masks")
    }
    return origins + rules.faults.map { "\(file): \($0)" }
  }

  /// Queues that overrides keep ready for guests without an mdev, of which no configuration speaks.
  private static func spare(_ snapshot: HostSnapshot?) -> [String] {
    // An mdev that could not be read may have them.
    guard let snapshot, snapshot.mdevs.allSatisfy({ $0.assigned != nil }) else { return [] }
    let spare = snapshot.unassigned.filter { $0.driverOverride == DriverName.vfioAP }
    guard !spare.isEmpty else { return [] }
    return [
      "\(QueueList.text(spare.map(\.id))): kept for vfio_ap by driver_override, and in no mdev: declare the"
        + " guest, or apply gives \(spare.count == 1 ? "it" : "them") to the host"
    ]
  }

  /// `derive` where it leads to the same masks, else the masks themselves, or with what guests need cleared.
  private static func reservation(
    _ masks: Masks?, _ snapshot: HostSnapshot?, _ needs: [Matrix], _ ownership: Ownership,
    clears: Bool
  ) -> HostReservation {
    guard let masks, ownership == .masks else { return .derive }
    let existing = QueueSet(snapshot?.queues.map(\.id) ?? [])
    let derivation = MaskDerivation(
      current: masks, needs: needs, existing: existing, frozen: Masks(adapters: [], domains: []))
    let kept = clears ? derivation.asNeeded : masks
    if derivation.derived == kept { return .derive }
    return .masks(adapters: kept.adapters, domains: kept.domains)
  }

  private static func text(_ masks: Masks) -> String {
    "adapters \(masks.adapters), domains \(masks.domains)"
  }
}
