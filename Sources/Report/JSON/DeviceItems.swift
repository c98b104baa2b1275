import APModel
import PlainJSON

/// A card in the JSON status.
struct CardItem: JSONStreamable {
  private let card: Card

  init(_ card: Card) { self.card = card }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("adapter", card.id.number)
      $0.member("checkstopped", card.isCheckstopped)
      $0.member("configured", card.isConfigured)
      $0.member("depth", card.depth)
      $0.member("driver", card.driver)
      $0.member("functions", card.functions.map { _ in card.functionLetters })
      $0.member("hardwareType", card.hardwareType)
      $0.member("id", card.id.description)
      $0.member("mode", card.mode?.rawValue)
      $0.member("online", card.isOnline)
      $0.member("pending", card.pendingCount)
      $0.member("rawHardwareType", card.rawHardwareType)
      $0.member("requests", card.requestCount)
      $0.member("status", card.statusWord)
      $0.member("type", card.type)
      $0.member("waiting", card.waitingCount)
    }
  }
}

/// A queue in the JSON status.
struct QueueItem: JSONStreamable {
  private let ownership: QueueOwnership
  private let queue: Queue?

  private init(_ ownership: QueueOwnership, _ queue: Queue?) {
    self.ownership = ownership
    self.queue = queue
  }

  func write(to json: inout JSONStream) {
    let details = queue?.details ?? QueueDetails()
    json.object {
      $0.member("adapter", ownership.queue.adapter.number)
      $0.member("checkstopped", details.isCheckstopped)
      $0.member("claims", ownership.claims)
      $0.member("configured", details.isConfigured)
      $0.member("conflict", ownership.isConflict)
      $0.member("domain", ownership.queue.domain.number)
      $0.member("driver", queue?.driver)
      $0.member("driverOverride", queue?.driverOverride)
      if case .guest(let uuid) = ownership.owner { $0.member("guest", uuid) }
      $0.member("id", ownership.queue.description)
      $0.member("inUse", ownership.isInUse)
      $0.member("online", details.isOnline)
      $0.member("owner", OwnerKind(ownership.owner).rawValue)
      $0.member("passthroughStatus", details.status?.rawValue)
      $0.member("pending", details.pendingCount)
      $0.member("requests", details.requestCount)
      $0.member("status", details.statusWord)
      $0.member("waiting", details.waitingCount)
    }
  }

  /// The queues of a view, each made when it is asked for; both lists ascend, so one walk joins them.
  static func items(_ view: StatusView) -> some Sequence<QueueItem> {
    var rest = view.snapshot.queues[...]
    var ownerships = view.queues.makeIterator()
    return AnyIterator {
      guard let ownership = ownerships.next() else { return nil }
      while let first = rest.first, first.id < ownership.queue { rest.removeFirst() }
      return QueueItem(ownership, rest.first.flatMap { $0.id == ownership.queue ? $0 : nil })
    }
  }
}
