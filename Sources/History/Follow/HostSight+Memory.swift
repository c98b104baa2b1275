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
    var isPartial = !unreadOverrides.isEmpty || hidesGuests
    Self.recall(&adapterMask, last.adapterMask, &isPartial)
    Self.recall(&domainMask, last.domainMask, &isPartial)
    for queue in unreadOverrides { overrides?[queue] = last.overrides?[queue] }
    if hidesGuests { guests = last.guests }
    for (uuid, old) in last.guests {
      guard var guest = guests[uuid] else { continue }
      Self.recall(&guest.assigned, old.assigned, &isPartial)
      Self.recall(&guest.effective, old.effective, &isPartial)
      // It may have no queue any more that tells.
      guest.isRunning = guest.isRunning ?? old.isRunning
      guests[uuid] = guest
    }
    for (adapter, old) in last.cards {
      guard var card = cards[adapter] else { continue }
      Self.recall(&card.isConfigured, old.isConfigured, &isPartial)
      Self.recall(&card.isCheckstopped, old.isCheckstopped, &isPartial)
      // Only a driver shows them.
      card.type = card.type ?? old.type
      card.mode = card.mode ?? old.mode
      cards[adapter] = card
    }
    self.isPartial = isPartial
  }

  private static func recall<Value>(
    _ part: inout Value?, _ old: Value?, _ isPartial: inout Bool
  ) {
    guard part == nil, old != nil else { return }
    part = old
    isPartial = true
  }
}
