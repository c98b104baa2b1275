extension Matrix {
  /// What is assigned, side by side: `adapters 05 06, domains 0004`, and the control domains where there are
  /// some; `none` for an empty side.
  public var sides: String {
    let queues = "adapters \(adapters), domains \(domains)"
    return controlDomains.isEmpty ? queues : "\(queues), control domains \(controlDomains)"
  }

  /// The parts that have members: `adapter 05 06, domain 0004, control domain 0047`; `nothing` if none has.
  public var members: String {
    var parts: [String] = []
    if !adapters.isEmpty { parts.append("adapter \(adapters)") }
    if !domains.isEmpty { parts.append("domain \(domains)") }
    if !controlDomains.isEmpty { parts.append("control domain \(controlDomains)") }
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }
}
