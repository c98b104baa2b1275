import APModel
import Reconcile
import Uevents

@testable import History

/// Hosts and events as tests make them.
enum Made {
  static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"

  static func queue(_ adapter: UInt8, _ domain: UInt8) -> APQN {
    APQN(AdapterID(adapter), DomainID(domain))
  }

  /// A host on which one guest has adapters of one domain, and the host has the rest of them.
  static func sight(_ places: [APQN: HostSight.Place], assigned: Matrix = Matrix()) -> HostSight {
    var sight = HostSight()
    sight.places = places
    sight.guests[web] = HostSight.Guest(
      name: "web01", state: .active, assigned: assigned, effective: assigned, isRunning: false)
    sight.adapterMask = .all
    sight.domainMask = .all
    return sight
  }

  /// A host of which every part could be read, with one guest.
  static func whole(_ change: (inout HostSight) -> Void = { _ in }) -> HostSight {
    var sight = sight([first: guest], assigned: matrix)
    sight.overrides = [first: "vfio_ap"]
    sight.cards[first.adapter] = HostSight.CardState(
      driver: "cex4card", isConfigured: true, isCheckstopped: false)
    change(&sight)
    return sight
  }

  static let guest = HostSight.Place(driver: "vfio_ap", claim: .guest(web))
  static let unassigned = HostSight.Place(driver: "vfio_ap", claim: .none)
  static let host = HostSight.Place(driver: "cex4queue", claim: .none)

  static func moment(_ milliseconds: Int64) -> Moment {
    Moment(wall: milliseconds, uptime: milliseconds)
  }

  static func event(
    _ action: UeventAction, _ queue: APQN, _ driver: String? = nil, number: UInt64?, at: Int64
  ) -> HeardEvent {
    let event = Uevent(
      action, "/devices/ap/\(queue.adapter.cardName)/\(queue)", subsystem: "ap",
      properties: driver.map { ["DRIVER": $0] } ?? [:])
    return HeardEvent(UeventMeaning(event), sequence: number, at: moment(at))
  }

  /// A history that has looked once, at 1,000, after event 10.
  static func begun(_ sight: HostSight) -> Chronicle {
    var chronicle = Chronicle()
    _ = chronicle.look(.host(sight), began: moment(990), mark: 10, endMark: 10, at: moment(1_000))
    return chronicle
  }

  /// What queue entries say in short: `05.0004: nobody -> unassigned, other, event`.
  static func words(_ entries: [HistoryEntry]) -> [String] {
    entries.filter { $0.kind == .queues }.map { entry in
      let names = QueueText.folded(entry.queues.queues)
      return
        "\(names): \(entry.before ?? "") -> \(entry.after ?? ""), \(entry.cause?.rawValue ?? ""),"
        + " \(entry.sign?.rawValue ?? "")"
    }
  }
}

extension Made {
  /// 05.0004, which most tests are about.
  static let first = queue(5, 4)
  static let matrix = Matrix(adapters: [AdapterID(5)], domains: [DomainID(4)])

  /// Lets a history look again; without places all is as it was.
  static func look(
    _ chronicle: inout Chronicle, _ places: [APQN: HostSight.Place]? = nil, mark: UInt64? = 100,
    endMark: UInt64? = nil, at: Int64 = 2_000, assigned: Matrix = Matrix()
  ) -> [HistoryEntry] {
    chronicle.look(
      places.map { .host(sight($0, assigned: assigned)) } ?? .same,
      began: moment(at - 10),
      mark: mark, endMark: endMark ?? mark, at: moment(at))
  }
}
