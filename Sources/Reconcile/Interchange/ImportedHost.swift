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
  }

  /// The guests, by name.
  public let guests: [Guest]
  /// The active mdevs that could not be read, with the reason; the configuration lacks them.
  public let unreadable: [String]
  /// How queues are handed over.
  public let ownership: Ownership
  /// What the host keeps.
  public let reservation: HostReservation
  /// Where the masks were found.
  public let maskOrigins: [String]

  /// Puts the sources together; what is active counts where they differ.
  ///
  /// - Parameters:
  ///   - snapshot: the active host; nil to leave it out.
  ///   - definitions: mdevctl's definitions, each with its file.
  ///   - rules: the masks of the udev rules, with their file.
  public init(
    _ snapshot: HostSnapshot?, _ definitions: [(file: String, definition: MdevctlDefinition)],
    rules: (file: String, masks: Masks)?
  ) {
    let guests = Self.guests(snapshot, definitions)
    unreadable = (snapshot?.mdevs ?? []).filter { $0.assigned == nil }.map { mdev in
      "mdev \(mdev.uuid): \(mdev.unreadable ?? "it has lost its driver or is being removed")"
    }
    ownership = snapshot.map(SingleChange.ownership) ?? .masks
    let active = snapshot.flatMap { HostFacts($0).masks }
    var origins: [String] = []
    if active != nil { origins.append("active (apmask, aqmask)") }
    if let rules {
      let agrees = active.map { $0 == rules.masks } ?? true
      origins.append(agrees ? rules.file : "\(rules.file) differs: \(Self.text(rules.masks))")
    }
    maskOrigins = origins
    reservation = Self.reservation(
      active ?? rules?.masks, snapshot, guests.map(\.matrix), ownership)
    self.guests = Self.withConflicts(guests, reservation)
  }

  /// `derive` where it leads to the same masks, else the masks themselves.
  private static func reservation(
    _ masks: Masks?, _ snapshot: HostSnapshot?, _ needs: [Matrix], _ ownership: Ownership
  ) -> HostReservation {
    guard let masks, ownership == .masks else { return .derive }
    let existing = QueueSet(snapshot?.queues.map(\.id) ?? [])
    let derived = MaskDerivation(
      current: masks, needs: needs, existing: existing, frozen: Masks(adapters: [], domains: [])
    ).derived
    if derived == masks { return .derive }
    return .masks(adapters: masks.adapters, domains: masks.domains)
  }

  private static func text(_ masks: Masks) -> String {
    "adapters \(masks.adapters), domains \(masks.domains)"
  }
}
