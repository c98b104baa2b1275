public import APModel

/// What a guest is declared to have and the hardware does not offer yet.
///
/// It needs no step: the kernel gives it to the guest when it arrives.
public struct HardwareWait: Hashable, Sendable {
  /// The guest.
  public let guest: String
  /// The adapters that the host's configuration lacks.
  public let adapters: AdapterSet
  /// The domains that the host's configuration lacks.
  public let domains: DomainSet
  /// Those of them that it has for control only.
  public let controlOnly: DomainSet
  /// The queues that have no device although the configuration has their adapter and domain.
  public let queues: QueueSet
  /// The control domains that the host may not control.
  public var controls: DomainSet = []
  /// The queues that answer nothing, and that an older kernel passes on only once they do.
  public var unanswering = QueueSet()
  /// Whether the machine has no QCI facility, without which vfio_ap passes nothing on.
  public var needsHostConfiguration = false

  /// Everything that guests wait for.
  static func all(_ guests: [GuestTarget], _ facts: HostFacts) -> [HardwareWait] {
    guard let host = facts.bus.hostConfiguration else {
      return facts.bus.lacksHostConfiguration ? guests.map(hopeless) : []
    }
    let existing = facts.bindings.existing
    return guests.compactMap { guest in
      var wait = HardwareWait(
        guest: guest.name,
        adapters: guest.matrix.adapters.subtracting(host.adapters),
        domains: guest.matrix.domains.subtracting(host.domains),
        controlOnly: guest.matrix.domains.subtracting(host.domains).intersection(
          host.controlDomains),
        queues: QueueSet(guest.matrix.intersection(host)).subtracting(existing))
      wait.controls =
        guest.matrix.controlDomains.subtracting(host.controlDomains).subtracting(wait.domains)
      wait.unanswering = QueueSet(guest.matrix.intersection(host))
        .intersection(facts.impaired)
        .subtracting(QueueSet(facts.mdevs[guest.uuid]?.effective ?? Matrix()))
      let isNothing =
        wait.controls.isEmpty && wait.adapters.isEmpty && wait.domains.isEmpty
        && wait.queues.isEmpty && wait.unanswering.isEmpty
      return isNothing ? nil : wait
    }
  }

  private static func hopeless(_ guest: GuestTarget) -> HardwareWait {
    var wait = HardwareWait(
      guest: guest.name, adapters: [], domains: [], controlOnly: [], queues: QueueSet())
    wait.needsHostConfiguration = true
    return wait
  }

  /// Half a sentence: `waits for adapter 07 and domain 0050`.
  public var text: String {
    if needsHostConfiguration {
      return
        "\(GuestLabel.text(guest)) gets nothing: this machine has no QCI facility, without which"
        + " vfio_ap passes no queue on"
    }
    var parts: [String] = []
    if !adapters.isEmpty { parts.append("adapter \(adapters)") }
    let absent = domains.subtracting(controlOnly)
    if !absent.isEmpty { parts.append("domain \(absent)") }
    if !controlOnly.isEmpty {
      parts.append("domain \(controlOnly) for usage (there for control only)")
    }
    if !queues.isEmpty { parts.append("queue \(QueueList.text(queues))") }
    if !unanswering.isEmpty { parts.append("queue \(QueueList.text(unanswering)) to answer again") }
    if !controls.isEmpty { parts.append("control domain \(controls)") }
    return "\(GuestLabel.text(guest)) waits for " + parts.joined(separator: " and ")
  }
}
