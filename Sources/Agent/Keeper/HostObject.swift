internal import APModel
internal import Reconcile

/// The names of what a step repairs, as the log and the status call it.
enum HostObject {
  /// apmask and aqmask.
  static let masks = "masks"

  /// Whether the bus finds a driver for what appears.
  static let autoprobe = "drivers_autoprobe"

  /// A guest by its name.
  static func guest(_ name: String) -> String { "guest \(name)" }

  /// An mdev that no guest is declared for.
  static func mdev(_ uuid: String) -> String { "mdev " + uuid }

  /// A card of the host.
  static func card(_ adapter: AdapterID) -> String { "card \(adapter)" }

  /// A queue that no guest is declared for.
  static func queue(_ queue: APQN) -> String { "queue \(queue)" }

  /// What a step repairs; a declared guest's queue is a part of the guest.
  static func of(_ step: PlanStep, _ index: GuestIndex) -> String {
    if let uuid = step.operation.uuid { return index.names[uuid].map(guest) ?? mdev(uuid) }
    switch step.operation {
    case .changeMask: return masks
    case .probeCard(let adapter): return card(adapter)
    case .autoprobe: return autoprobe
    case .unbind(let name, _), .probe(let name, _), .override(let name, _):
      return index.guest(with: name).map(guest) ?? queue(name)
    default: return "host"
    }
  }
}
