public import APModel

extension HostSnapshot {
  /// Notes which guests a configuration declares, what it calls them and what they should have.
  public mutating func note(declared guests: [GuestDeclaration]) {
    for guest in guests { declared[guest.uuid] = guest.name }
    let matrices = Dictionary(guests.map { ($0.uuid, $0.matrix) }) { first, _ in first }
    for place in mdevs.indices {
      mdevs[place].declaredName = declared[mdevs[place].uuid]
      mdevs[place].declared = matrices[mdevs[place].uuid]
    }
  }
}
