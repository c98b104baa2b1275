import APModel

extension HostSight {
  /// What is read, or can't be, for itself.
  enum Part: Hashable, Sendable {
    /// `apmask` or `aqmask`.
    case mask(String)
    /// The list of the mdevs.
    case mdevs
    /// One mdev's matrix.
    case mdev(String)
    /// The states of the cards.
    case cards
    /// The overrides of the queues.
    case overrides
  }

  /// When something was read last, where that is not when the host was looked at.
  func recalled(_ kind: HistoryEntry.Kind, _ object: String?) -> Moment? {
    switch (kind, object) {
    case (.card, _): recalled[.cards]
    case (.override, _): recalled[.overrides]
    case (.mask, let name?): recalled[.mask(name)]
    case (_, let uuid?): recalled[.mdev(uuid)] ?? (guests[uuid] == nil ? recalled[.mdevs] : nil)
    default: nil
    }
  }

  /// The same; what could not be read is as it was known last, since nothing says that it changed.
  ///
  /// - Parameters:
  ///   - last: what was known.
  ///   - moment: when that was looked at.
  func remembering(_ last: HostSight?, of moment: Moment?) -> HostSight {
    guard let last, let moment else { return self }
    var sight = self
    let parts = sight.recall(last)
    sight.recalled = parts.reduce(into: [:]) { $0[$1] = last.recalled[$1] ?? moment }
    return sight
  }

  /// - Returns: the parts that it has from there.
  private mutating func recall(_ last: HostSight) -> Set<Part> {
    var parts: Set<Part> = []
    if Self.keep(&adapterMask, last.adapterMask) { parts.insert(.mask("apmask")) }
    if Self.keep(&domainMask, last.domainMask) { parts.insert(.mask("aqmask")) }
    if !unreadOverrides.isEmpty {
      for queue in unreadOverrides { overrides?[queue] = last.overrides?[queue] }
      parts.insert(.overrides)
    }
    if hidesGuests {
      guests = last.guests
      parts.formUnion(guests.keys.map { .mdev($0) } + [.mdevs])
    }
    parts.formUnion(recallGuests(last))
    if recallCards(last) { parts.insert(.cards) }
    return parts
  }

  private mutating func recallGuests(_ last: HostSight) -> [Part] {
    var parts: [Part] = []
    for (uuid, old) in last.guests {
      guard var guest = guests[uuid] else { continue }
      let isAssignedOld = Self.keep(&guest.assigned, old.assigned)
      let isEffectiveOld = Self.keep(&guest.effective, old.effective)
      if isAssignedOld || isEffectiveOld { parts.append(.mdev(uuid)) }
      // It may have no queue any more that tells.
      guest.isRunning = guest.isRunning ?? old.isRunning
      guests[uuid] = guest
    }
    return parts
  }

  private mutating func recallCards(_ last: HostSight) -> Bool {
    var isOld = false
    for (adapter, old) in last.cards {
      guard var card = cards[adapter] else { continue }
      let isConfiguredOld = Self.keep(&card.isConfigured, old.isConfigured)
      let isCheckstoppedOld = Self.keep(&card.isCheckstopped, old.isCheckstopped)
      isOld = isOld || isConfiguredOld || isCheckstoppedOld
      // Only a driver shows them.
      card.type = card.type ?? old.type
      card.mode = card.mode ?? old.mode
      cards[adapter] = card
    }
    return isOld
  }

  /// Keeps what was known of a part that could not be read.
  ///
  /// - Returns: whether it did.
  private static func keep<Value>(_ part: inout Value?, _ old: Value?) -> Bool {
    guard part == nil, old != nil else { return false }
    part = old
    return true
  }
}
