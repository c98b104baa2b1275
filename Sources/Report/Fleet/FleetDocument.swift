import APModel
public import Compare
import PlainJSON

/// A fleet as JSON, `apmatrix.fleet/v1`; `Packaging/schemas/apmatrix.fleet.v1.json` describes it.
///
/// Every host and every guest stands on a line of its own, and keys are sorted.
public struct FleetDocument {
  private let fleet: Fleet
  private let now: Int

  /// Prepares the document.
  ///
  /// - Parameter now: seconds since 1970, for the age of what was read.
  public init(_ fleet: Fleet, now: Int) {
    self.fleet = fleet
    self.now = now
  }

  /// Writes the document as UTF-8, with a newline at its end, piece by piece.
  public func write(_ send: ([UInt8]) -> Void) {
    var writer = DocumentWriter()
    writer.add("cards", each: fleet.cards.map { CardSumItem(kind: $0.kind, tally: $0.tally) })
    writer.add("complete", fleet.isComplete)
    let guests = fleet.guests.lazy.map { [fleet] in PlacementItem(fleet: fleet, placement: $0) }
    writer.add("guests", each: guests, sending: send)
    let hosts = fleet.hosts.lazy.map { [now] in FleetHostItem(host: $0, now: now) }
    writer.add("hosts", each: hosts, sending: send)
    writer.add("queues", OwnersItem(owners: fleet.owners))
    writer.add("schema", "apmatrix.fleet/v1")
    writer.add("unread", each: fleet.failures.lazy.map { FailureItem(failure: $0) })
    send(writer.finished())
  }
}

/// Queues by owner.
private struct OwnersItem: JSONStreamable {
  let owners: [OwnerKind: Int]

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("guest", owners[.guest] ?? 0)
      $0.member("host", owners[.host] ?? 0)
      $0.member("nobody", owners[.nobody] ?? 0)
      $0.member("unassigned", owners[.unassigned] ?? 0)
      $0.member("unknown", owners[.unknown])
    }
  }
}

/// One host.
private struct FleetHostItem: JSONStreamable {
  let host: FleetHost
  let now: Int

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("ageSeconds", host.age(at: now))
      $0.member("complete", host.isComplete)
      $0.member("conflicts", host.conflicts)
      $0.member("critical", host.problems[.critical] ?? 0)
      $0.member("degradedGuests", host.degraded)
      $0.member("guests", host.guests.count)
      $0.member("kernel", host.kernel)
      $0.member("notices", host.problems[.notice] ?? 0)
      $0.member("path", host.path)
      $0.member("queues", OwnersItem(owners: host.owners))
      $0.member("warnings", host.problems[.warning] ?? 0)
      $0.member("worstProblem", host.worst.map(ProblemItem.init))
    }
  }
}

/// A guest, and where it is defined.
private struct PlacementItem: JSONStreamable {
  let fleet: Fleet
  let placement: Fleet.Placement

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("name", fleet.name(placement))
      $0.member(
        "places",
        placement.places.map { PlaceItem(path: fleet.host($0).path, guest: fleet.guest($0)) })
      $0.member("uuid", placement.uuid)
    }
  }
}

/// A guest on one host.
private struct PlaceItem: JSONStreamable {
  let path: String
  let guest: FleetGuest

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("assignedQueues", guest.assigned)
      $0.member("degraded", guest.isDegraded)
      $0.member("effectiveQueues", guest.effective)
      $0.member("host", path)
      $0.member("name", guest.name)
      $0.member("running", guest.isRunning)
    }
  }
}

/// Cards of one type and mode.
private struct CardSumItem: JSONStreamable {
  let kind: CardTally.Kind
  let tally: CardTally

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("cards", tally.cards)
      $0.member("mode", kind.mode?.rawValue)
      $0.member("queues", OwnersItem(owners: tally.owners))
      $0.member("type", kind.type)
      $0.member("usable", tally.usable)
    }
  }
}

/// What could not be read.
private struct FailureItem: JSONStreamable {
  let failure: Fleet.Failure

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("path", failure.path)
      $0.member("reason", failure.reason)
    }
  }
}
