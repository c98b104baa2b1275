import APModel
import Compare

/// Guests that several hosts define: those that run twice by name, the others by the hosts they share.
struct RepeatedGuests {
  private let fleet: Fleet
  private let names: FleetNames
  private let style: Style

  /// Of guests on the same hosts so many are named.
  private static let few = 3

  init(_ fleet: Fleet, _ names: FleetNames, _ style: Style) {
    self.fleet = fleet
    self.names = names
    self.style = style
  }

  var lines: [String] {
    let guests = fleet.guests.filter { $0.places.count > 1 }
    let doubled = guests.filter { fleet.running($0) > 1 }
    let others = guests.filter { fleet.running($0) < 2 }
    var lines: [String] = []
    if !doubled.isEmpty {
      lines += [style.alarm("Guests that run on several hosts: each should be one guest")]
      lines += doubled.flatMap(running)
    }
    if !others.isEmpty {
      lines += lines.isEmpty ? [] : [""]
      lines += [style.caution("Guests that several hosts define")]
      // Those that the same hosts define are told together.
      lines += others.grouped { $0.places.map { fleet.host($0).path } }.flatMap(together)
    }
    return lines
  }

  private func running(_ guest: Fleet.Placement) -> [String] {
    alone(guest).map(style.alarm)
  }

  /// One guest with its hosts, and how it is on each.
  private func alone(_ guest: Fleet.Placement) -> [String] {
    let hosts = guest.places.map {
      "\(names.short(fleet.host($0).path)) (\(fleet.guest($0).placeWords))"
    }
    return Paragraph.wrap(
      "\(title(guest)): \(hosts.joined(separator: ", "))", first: "  ", indent: 4)
  }

  private func together(_ guests: [Fleet.Placement]) -> [String] {
    guard guests.count > 1 else { return guests.flatMap(alone) }
    let hosts = guests[0].places.map { names.short(fleet.host($0).path) }.joined(separator: ", ")
    let named = guests.prefix(Self.few).map(title).joined(separator: ", ")
    let more = guests.count > Self.few ? " and \(guests.count - Self.few) more" : ""
    return Paragraph.wrap("\(hosts): \(named)\(more)", first: "  ", indent: 4)
  }

  private func title(_ guest: Fleet.Placement) -> String {
    fleet.name(guest).map { "\($0) \(guest.uuid)" } ?? guest.uuid
  }
}
