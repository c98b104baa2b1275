import APModel
import PlainJSON

/// A guest in the JSON status: assigned, effective, and what is missing with the reasons.
struct GuestItem: JSONStreamable {
  private let guest: GuestAnalysis

  init(_ guest: GuestAnalysis) { self.guest = guest }

  func write(to json: inout JSONStream) {
    let mdev = guest.mdev
    json.object {
      $0.member("assigned", mdev.assigned.map(MatrixItem.init))
      $0.member("computed", guest.computed.map(MatrixItem.init))
      $0.member("degraded", guest.isDegraded)
      $0.member("effective", guest.source == .unknown ? nil : MatrixItem(guest.effective))
      $0.member("effectiveSource", guest.source.rawValue)
      $0.member("group", mdev.group)
      $0.member("inUse", mdev.isInUse)
      $0.member("missing", guest.missing.map(MissingItem.init))
      $0.member("name", mdev.name)
      $0.member("pid", mdev.process?.pid)
      $0.member("state", mdev.state.rawValue)
      $0.member("surplus", guest.surplus.map(\.description))
      $0.member("unanswering", guest.outages.flatMap(UnansweringItem.items))
      $0.member("unconfirmed", guest.unconfirmed.map(\.description))
      $0.member("unconfirmedReason", mdev.unconfirmedReason)
      $0.member("unreadable", mdev.unreadable)
      $0.member("uuid", mdev.uuid)
    }
  }
}

/// A queue that a guest lacks, in JSON, with the one reason and the way out.
struct MissingItem: JSONStreamable {
  private let missing: MissingQueue

  init(_ missing: MissingQueue) { self.missing = missing }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("adapter", missing.queue.adapter.number)
      $0.member("code", missing.reason.code)
      $0.member("domain", missing.queue.domain.number)
      $0.member("id", missing.queue.description)
      $0.member("reason", missing.reason.fact)
      $0.member("remedy", missing.reason.remedy)
    }
  }
}

/// A queue that a guest has and that answers no request, in JSON.
struct UnansweringItem: JSONStreamable {
  private let queue: APQN
  private let outage: GuestOutage

  /// The queues of one outage.
  static func items(_ outage: GuestOutage) -> [UnansweringItem] {
    outage.queues.map { UnansweringItem(queue: $0, outage: outage) }
  }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("id", queue.description)
      $0.member("reason", outage.outage.rawValue)
      $0.member("remedy", outage.remedy)
    }
  }
}
