extension MissingReason {
  /// A stable word for programs.
  public var code: String {
    switch self {
    case .adapterNotInHost: "adapter-not-in-host"
    case .domainNotInHost: "domain-not-in-host"
    case .domainForControlOnly: "domain-for-control-only"
    case .noHostConfiguration: "no-host-configuration"
    case .hostConfigurationUnreadable: "host-configuration-unreadable"
    case .bindingsUnreadable: "bindings-unreadable"
    case .boundToHost: "bound-to-host"
    case .noDriver: "no-driver"
    case .noDevice: "no-device"
    case .adapterTooOld: "adapter-too-old"
    case .notFilteredAgain: "not-filtered-again"
    case .resetFailed: "reset-failed"
    case .cutOff: "cut-off"
    case .detached: "detached"
    case .beingRemoved: "being-removed"
    }
  }

  /// The fact, as half a sentence without a full stop.
  public var fact: String { fact(QueueWords(obstacle.map { [$0] } ?? [])) }

  /// The same where several queues are in the way for the same reason.
  func fact(_ words: QueueWords) -> String {
    switch self {
    case .adapterNotInHost(let adapter, let lack, _):
      lack?.fact(with: adapter, words) ?? "adapter \(adapter) is not in the host's configuration"
    case .domainNotInHost(let domain, _): "domain \(domain) is not in the host's configuration"
    case .domainForControlOnly(let domain, _):
      "the host has domain \(domain) for control only, not for use"
    case .noHostConfiguration:
      "this machine does not tell its AP configuration, so vfio_ap passes nothing through"
    case .hostConfigurationUnreadable: "the host's configuration could not be read"
    case .bindingsUnreadable: "which driver has which queue could not be read"
    case .boundToHost(_, let driver, let cause):
      "\(words.drop) \(words.list) \(words.are) bound to \(driver) (\(cause.fact(words)))"
    case .noDriver(_, let cause):
      "\(words.drop) \(words.list) \(words.have) no driver (\(cause.fact(words)))"
    case .noDevice: "\(words.drop) \(words.list) \(words.have) no device"
    case .adapterTooOld(let adapter):
      "adapter \(adapter) is dropped because vfio_ap takes CEX4 and later, and its card is older"
    case .notFilteredAgain:
      "the kernel dropped it earlier and has not filtered again"
    case .resetFailed(_, let outage):
      "\(words.drop) \(words.list) \(words.are) \(outage.rawValue), and kernels before Linux 6.9 pass"
        + " nothing on whose last reset ended so"
    case .cutOff: "the kernel cuts guest_matrix off at 4,095 bytes, before this queue"
    case .detached: "the mdev is detached from its driver"
    case .beingRemoved: "the mdev or its driver is being removed"
    }
  }

  /// What would give the queue back, as a sentence without a full stop.
  public var remedy: String { remedy(QueueWords(obstacle.map { [$0] } ?? [])) }

  /// The same where several queues are in the way for the same reason.
  func remedy(_ words: QueueWords) -> String {
    switch self {
    case .adapterNotInHost(let adapter, let lack, let arrival):
      arrival.remedy(
        "assign adapter \(adapter.hexadecimal) to this LPAR and configure it on"
          + (lack.map { ", and " + DomainLack.step(words.domainSet, isForControl: $0.isForControl) }
            ?? ""))
    case .domainNotInHost(let domain, let arrival):
      arrival.remedy(DomainLack.step([domain], isForControl: false))
    case .domainForControlOnly(let domain, let arrival):
      arrival.remedy(DomainLack.step([domain], isForControl: true))
    case .noHostConfiguration:
      "run the guest on a machine with the QCI facility, which vfio_ap needs"
    case .hostConfigurationUnreadable:
      "see what status says about ap_adapter_mask and its neighbours"
    case .bindingsUnreadable: "see what status says about bus/ap/devices and bus/ap/drivers"
    case .boundToHost(_, _, let cause): cause.remedy(words)
    case .noDriver(_, let cause): cause.remedy(words)
    case .noDevice(_, let arrival):
      arrival.remedy(
        "look at \(words.adapters) at the HMC or SE; a scan adds the"
          + " \(words.them == "it" ? "queue once it answers" : "queues once they answer")"
          + ", unless this kernel does not know the card's type",
        ending: "")
    case .adapterTooOld(let adapter):
      "give the guest an adapter of CEX4 or later, and unassign adapter \(adapter.hexadecimal) from the mdev"
    case .notFilteredAgain(let canRewrite): Self.filteringAgain(canRewrite)
    case .resetFailed(let queue, let outage):
      "\(outage.remedy(queue.adapter)); when \(words.they) \(words.are) back, run apmatrix apply, or"
        + " unbind \(words.list) from vfio_ap and write \(words.each) to drivers_probe"
    case .cutOff:
      "nothing to do: the guest has the queue if the rule gives it; ap_config is complete"
    case .detached: "remove the mdev and create it again"
    case .beingRemoved: "stop the guest; the removal then ends"
    }
  }

  private static func filteringAgain(_ canRewrite: Bool) -> String {
    canRewrite
      ? "rewrite the mdev's ap_config with its own value; if that does not help, the queue's last"
        + " reset failed: unbind it from vfio_ap and bind it"
      : "run apmatrix apply, or unbind the queues that the guest lacks from vfio_ap and write each to"
        + " drivers_probe; the guest keeps those that it has"
  }
}
