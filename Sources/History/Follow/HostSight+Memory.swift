import APModel

extension HostSight {
  /// The same; what could not be read is as it was known last, since nothing says that it changed.
  func remembering(_ last: HostSight?) -> HostSight {
    guard let last else { return self }
    var sight = self
    sight.recall(last)
    return sight
  }

  private mutating func recall(_ last: HostSight) {
    if Self.keep(&adapterMask, last.adapterMask) { recalled.insert("apmask") }
    if Self.keep(&domainMask, last.domainMask) { recalled.insert("aqmask") }
    if !unreadOverrides.isEmpty {
      for queue in unreadOverrides { overrides?[queue] = last.overrides?[queue] }
      recalled.insert(Self.overridesPart)
    }
    if hidesGuests {
      guests = last.guests
      recalled.formUnion(guests.keys)
    }
    for (uuid, old) in last.guests {
      guard var guest = guests[uuid] else { continue }
      let isAssignedOld = Self.keep(&guest.assigned, old.assigned)
      let isEffectiveOld = Self.keep(&guest.effective, old.effective)
      if isAssignedOld || isEffectiveOld { recalled.insert(uuid) }
      // It may have no queue any more that tells.
      guest.isRunning = guest.isRunning ?? old.isRunning
      guests[uuid] = guest
    }
    for (adapter, old) in last.cards {
      guard var card = cards[adapter] else { continue }
      let isConfiguredOld = Self.keep(&card.isConfigured, old.isConfigured)
      let isCheckstoppedOld = Self.keep(&card.isCheckstopped, old.isCheckstopped)
      if isConfiguredOld || isCheckstoppedOld { recalled.insert(Self.cardsPart) }
      // Only a driver shows them.
      card.type = card.type ?? old.type
      card.mode = card.mode ?? old.mode
      cards[adapter] = card
    }
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
