import APModel
import Compare
import PlainJSON
import Reconcile

extension HostComparison {
  /// What differs, in JSON.
  var json: JSONValue {
    var object = JSONObject()
    object["guests"] = .array(guests.map(Self.json))
    object["mdevsCome"] = .array(appeared.map(mdev))
    object["mdevsGone"] = .array(vanished.map(mdev))
    object["moves"] = .array(moves.map(Self.json))
    object["owners"] = .array(
      counts.map { count in
        var owner = JSONObject()
        owner["after"] = .count(count.after)
        owner["before"] = .count(count.before)
        owner["owner"] = .string(count.kind.rawValue)
        return .object(owner)
      })
    object["problemsCome"] = .strings(come.map(\.sentence))
    object["problemsGone"] = .strings(gone.map(\.sentence))
    return .object(object)
  }

  private func mdev(_ uuid: String) -> JSONValue {
    var object = JSONObject()
    object["guest"] = .string(name(uuid))
    object["uuid"] = .string(uuid)
    return .object(object)
  }

  private static func json(_ move: Move) -> JSONValue {
    var object = JSONObject()
    object["from"] = .string(move.from?.rawValue ?? "absent")
    object["queues"] = .queues(move.queues)
    object["to"] = .string(move.to?.rawValue ?? "absent")
    return .object(object)
  }

  private static func json(_ guest: Guest) -> JSONValue {
    var object = JSONObject()
    object["gained"] = .queues(guest.gained)
    object["gainedControl"] = domains(guest.gainedControl)
    object["guest"] = .string(guest.name)
    object["lost"] = .queues(guest.lost)
    object["lostControl"] = domains(guest.lostControl)
    object["running"] = .bool(guest.isRunning)
    object["uuid"] = .string(guest.uuid)
    return .object(object)
  }

  private static func domains(_ set: DomainSet) -> JSONValue {
    .strings(set.map(\.description))
  }
}
