import APModel
import Reconcile

extension HostDifference {
  /// What differs of queues that are on both sides, all with the same change together.
  static func queues(_ old: HostSnapshot, _ new: HostSnapshot) -> [DetailChange] {
    let isUnread = { (queue: APQN) in
      [old, new].contains { $0.isUnread(queue.devicePath("driver_override")) }
    }
    let overrides = both(old, new).compactMap { old, new in
      old.driverOverride == new.driverOverride || isUnread(old.id)
        ? nil : Change(old.id, [old.driverOverride, new.driverOverride])
    }
    return folded("driver_override", overrides)
      + folded("configured", flags(old, new, \.isConfigured, \.isConfigured))
      + folded("checkstopped", flags(old, new, \.isCheckstopped, \.isCheckstopped))
      + folded("online", flags(old, new, \.isShownOnline, \.isOnline))
  }

  /// One queue with what it says before and after.
  private struct Change {
    let queue: APQN
    let values: [String?]

    init(_ queue: APQN, _ values: [String?]) {
      self.queue = queue
      self.values = values
    }
  }

  private static func both(_ old: HostSnapshot, _ new: HostSnapshot) -> [(Queue, Queue)] {
    pairs(old.queues, new.queues, by: \.id).compactMap { _, old, new in
      guard let old, let new else { return nil }
      return (old, new)
    }
  }

  /// The queues that say something else than before; not those that only follow their card, which is
  /// told, nor those of which a side does not tell.
  private static func flags(
    _ old: HostSnapshot, _ new: HostSnapshot, _ ofQueue: (QueueDetails) -> Bool?,
    _ ofCard: (Card) -> Bool?
  ) -> [Change] {
    var cards: [AdapterID: [Bool?]] = [:]
    for (id, old, new) in pairs(old.cards, new.cards, by: \.id) {
      cards[id] = [old.flatMap(ofCard), new.flatMap(ofCard)]
    }
    return both(old, new).compactMap { old, new in
      guard let was = old.details.flatMap(ofQueue), let now = new.details.flatMap(ofQueue),
        was != now, cards[old.id.adapter] != [was, now]
      else { return nil }
      return Change(old.id, [yesNo(was), yesNo(now)])
    }
  }

  private static func folded(_ aspect: String, _ changes: [Change]) -> [DetailChange] {
    var queues: [[String?]: QueueSet] = [:]
    for change in changes { queues[change.values, default: QueueSet()].insert(change.queue) }
    return queues.sorted { $0.value.queues[0] < $1.value.queues[0] }.compactMap { values, queues in
      let object = queues.count == 1 ? "queue" : "queues"
      return DetailChange(
        "\(object) \(QueueText.folded(queues.queues))", aspect, values[0], values[1])
    }
  }
}

extension QueueDetails {
  /// What somebody has set `online` to: of a queue that is off or has stopped the kernel says 0 whatever it is.
  fileprivate var isShownOnline: Bool? {
    Outage(isConfigured: isConfigured, isCheckstopped: isCheckstopped) == nil ? isOnline : nil
  }
}
