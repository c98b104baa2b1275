import APModel

/// Writes a configuration as a person would, with a comment where each part comes from.
public enum ConfigurationWriter {
  /// The text of an imported host's configuration.
  public static func text(_ host: ImportedHost) -> String {
    var lines = ["# Written by apmatrix import; look it through, then: apmatrix plan", ""]
    lines += ["version: 1", "", "host:", "  ownership: \(host.ownership.rawValue)"]
    lines += host.maskOrigins.map { "  # \(PlainLine.text($0))" }
    lines += keeps(host.reservation)
    lines += ["", "policy:", "  mode: observe", "  disruption: never", "  unmanaged: leave", ""]
    lines.append(host.guests.isEmpty ? "guests: {}" : "guests:")
    lines += host.leftOut.map { "  # \(PlainLine.text($0))" }
    for guest in host.guests { lines += self.guest(guest) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func keeps(_ reservation: HostReservation) -> [String] {
    guard case .masks(let adapters, let domains) = reservation else {
      return ["  keeps: derive"]
    }
    return [
      "  keeps:", "    adapters: \(mask(adapters))", "    domains: \(mask(domains))",
    ]
  }

  /// A mask is shorter as what it leaves out where that is little.
  private static func mask<ID>(_ set: IdentifierSet<ID>) -> String {
    let rest = IdentifierSet<ID>.all.subtracting(set)
    if rest.isEmpty { return "all" }
    if set.isEmpty { return "none" }
    return rest.count < set.count ? "all except \(rest.typed)" : set.typed
  }

  private static func guest(_ guest: ImportedHost.Guest) -> [String] {
    let matrix = guest.matrix
    var lines = (guest.origins + guest.faults + guest.conflicts).map { "  # \(PlainLine.text($0))" }
    lines += ["  \(guest.name):", "    uuid: \(guest.uuid)"]
    lines.append("    adapters: \(list(matrix.adapters))")
    lines.append("    domains: \(list(matrix.domains))")
    if matrix.controlDomains == matrix.domains, !matrix.domains.isEmpty {
      lines.append("    control-domains: \(GuestReader.sameAsDomains)")
    } else if !matrix.controlDomains.isEmpty {
      lines.append("    control-domains: \(list(matrix.controlDomains))")
    }
    if let start = guest.mdevctlStart { lines.append("    mdevctl-start: \(start.rawValue)") }
    return lines + [""]
  }

  private static func list<ID>(_ set: IdentifierSet<ID>) -> String {
    set.isEmpty ? "none" : "[\(set.typed)]"
  }
}
