import APModel
import Neighbours
import Reconcile

/// Which domain of libvirt wants which mdev, and where two want one, or one wants what is not there.
enum LibvirtCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    let guests = facts.libvirt.guests
    return guests.compactMap(twoDevices) + sharedMdevs(guests) + notMade(guests, facts)
      + missing(guests, facts) + unwanted(facts)
  }

  /// QEMU takes one vfio-ap device (`vfio_ap_realize`), so a domain with two does not start.
  private static func twoDevices(_ guest: LibvirtGuest) -> Finding? {
    guard guest.mdevs.count > 1 else { return nil }
    return Finding(
      "domain-two-ap-devices", group(guest),
      "domain \(guest.name) of libvirt has \(guest.mdevs.count) vfio-ap devices, and QEMU takes one, so"
        + " the domain does not start",
      [.init(guest.path, guest.mdevs.joined(separator: " "))],
      remedy:
        "leave one <hostdev> with model vfio-ap: virsh edit \(guest.name); one mdev may have all"
        + " its adapters and domains")
  }

  private static func sharedMdevs(_ guests: [LibvirtGuest]) -> [Finding] {
    var takers: [String: [LibvirtGuest]] = [:]
    for guest in guests {
      for mdev in Set(guest.mdevs) { takers[mdev, default: []].append(guest) }
    }
    return takers.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { mdev, guests in
      let names = guests.map(\.name).joined(separator: " and ")
      let starting = guests.filter { $0.autostart != nil }
      return Finding(
        "mdev-of-two-domains", starting.count > 1 ? .boot : .knowing,
        "domains \(names) of libvirt want the same mdev \(mdev), so that only one of them can run"
          + (starting.count > 1 ? "; more than one starts when the host boots" : ""),
        guests.map { .init($0.path, "vfio-ap device \(mdev)") },
        remedy: "give each domain an mdev of its own: virsh edit \(guests.last?.name ?? "")")
    }
  }

  /// Domains that start with the host need their mdevs by then.
  private static func notMade(_ guests: [LibvirtGuest], _ facts: Facts) -> [Finding] {
    let starting = guests.filter { $0.autostart != nil }
    guard !starting.isEmpty else { return [] }
    let forecast = DefinitionForecast(facts, masks: MaskForecast(facts).masks)
    return starting.flatMap { notMade($0, facts, forecast) }
  }

  private static func notMade(
    _ guest: LibvirtGuest, _ facts: Facts, _ forecast: DefinitionForecast
  ) -> [Finding] {
    guard let link = guest.autostart else { return [] }
    return Set(guest.mdevs).sorted().filter { mdev in
      !facts.isMadeByAgent(mdev) && !facts.hidesDefinition(mdev)
        && (forecast.hindrance != nil || forecast.outcomes[mdev] != .starts)
    }.map { mdev in
      let definition = Finding.Evidence(
        HostPath.definition(mdev), fate(mdev, facts, forecast))
      return Finding(
        "domain-before-mdev", .boot,
        "domain \(guest.name) of libvirt starts when the host boots, and nobody is sure to have made its"
          + " mdev \(mdev) by then, so it fails to start",
        [
          .init(link, "starts with the host"), definition,
          .init(guest.path, "vfio-ap device \(mdev)"),
        ],
        remedy: facts.isByOverrides
          ? facts.enforcingAlone
          : "declare the mdev and let an enforcing agent start with the host, or write its definition:"
            + " apmatrix apply --persist")
    }
  }

  /// What becomes of an mdev at a boot, without the agent.
  private static func fate(
    _ mdev: String, _ facts: Facts, _ forecast: DefinitionForecast
  ) -> String {
    if let outcome = forecast.outcomes[mdev], forecast.hindrance == nil {
      switch outcome {
      case .starts: return "starts"
      case .fails(let reason): return "fails: \(reason)"
      case .chance: return "shares a queue with another that starts, too"
      }
    }
    if let hindrance = forecast.hindrance, forecast.outcomes[mdev] != nil {
      return "does not start: \(hindrance.path): \(hindrance.value)"
    }
    if facts.linkedDefinitions.contains(where: { $0.uuid == mdev }) {
      return DefinitionLinkCheck.fact
    }
    return facts.definitions.contains { $0.uuid == mdev } ? "start manual" : "no such definition"
  }

  private static func missing(_ guests: [LibvirtGuest], _ facts: Facts) -> [Finding] {
    let present = Set(facts.snapshot.mdevs.map(\.uuid))
    return guests.flatMap { missing($0, present, facts) }
  }

  private static func missing(
    _ guest: LibvirtGuest, _ present: Set<String>, _ facts: Facts
  ) -> [Finding] {
    Set(guest.mdevs).subtracting(present).sorted().map { mdev in
      let isDeclared = facts.snapshot.declared[mdev] != nil
      return Finding(
        "domain-without-mdev", guest.isRunning || isDeclared ? .now : .knowing,
        "domain \(guest.name) of libvirt wants mdev \(mdev), which is not there now"
          + (guest.isRunning ? "; it runs without, and can't start again so" : ""),
        [
          .init(guest.path, "vfio-ap device \(mdev)"),
          .init(HostPath.mdev(mdev), "missing"),
        ],
        remedy: isDeclared
          ? "make what is declared: apmatrix apply"
          : "\(making(mdev, facts)), or take the device out: virsh edit \(guest.name)")
    }
  }

  private static func making(_ mdev: String, _ facts: Facts) -> String {
    facts.definition(mdev) == nil
      ? "declare the mdev in \(facts.configurationFile.path)"
      : "make it as mdevctl has it defined (mdevctl start --parent matrix --uuid \(mdev))"
  }

  static func label(_ mdev: Mdev, _ facts: Facts) -> String {
    let name = facts.name(mdev.uuid)
    return name == mdev.uuid ? "mdev \(mdev.uuid)" : "guest \(name) (mdev \(mdev.uuid))"
  }

  private static func group(_ guest: LibvirtGuest) -> Finding.Group {
    guest.autostart == nil ? .knowing : .boot
  }
}
