import APModel

/// When, at a boot, all queues have their first driver, seen from udev.
public enum MaskStart: Hashable, Sendable {
  /// udev runs already, and hears of it.
  case heard
  /// It was before udev ran, as where zcrypt is built in or loaded in the initrd.
  case before
  /// It is not: some are left to vfio_ap, which is not loaded.
  case never
}

extension Masks {
  /// The masks with which a kernel starts.
  ///
  /// Source: `ap_perms_init` of `ap_bus.c`: a parameter is applied to an empty mask, and one that can't be
  /// read leaves it empty.
  ///
  /// - Parameters:
  ///   - apmask: the parameter `ap.apmask`; nil if it is not given.
  ///   - aqmask: the parameter `ap.aqmask`.
  public static func atStart(apmask: String?, aqmask: String?) -> Masks {
    Masks(adapters: mask(apmask), domains: mask(aqmask))
  }

  private static func mask<ID>(_ word: String?) -> IdentifierSet<ID> {
    word.map { MaskWrite.applying($0.utf8, to: []) ?? [] } ?? .all
  }
}

extension UdevRules {
  /// The masks behind a boot at which these rules are in force.
  ///
  /// - Parameters:
  ///   - start: when the queues got their first driver.
  ///   - hasCount: whether the kernel has `bindings_complete_count`, which newer rules ask for.
  ///   - kernel: the masks with which the kernel started.
  ///   - isFirst: whether only the first event counts, udev's coldplug of the bus.
  /// - Returns: nil if no rule sets a mask then.
  public func masks(
    at start: MaskStart, hasCount: Bool, from kernel: Masks, isFirst: Bool = false
  ) -> Masks? {
    guard !faults.contains(where: \.isLost) else { return nil }
    // A later completion is heard in any case: vfio_ap's queues make one when it is loaded.
    let events: [BootEvent] =
      switch start {
      case .heard:
        [.coldplug(isComplete: false, hasCount: hasCount), .complete(count: 1), .other]
      case .before:
        [.coldplug(isComplete: true, hasCount: hasCount), .complete(count: 2), .other]
      case .never: [.coldplug(isComplete: false, hasCount: hasCount), .other]
      }
    var apmask = MaskSetting<AdapterID>("apmask", from: kernel.adapters)
    var aqmask = MaskSetting<DomainID>("aqmask", from: kernel.domains)
    for event in isFirst ? events.prefix(1) : events[...] {
      for rule in reached(by: event) {
        let devices = event.device.map { [$0] } ?? MaskPath.devices(rule)
        for part in rule.parts {
          _ = apmask.apply(part, rule.number, from: devices)
          _ = aqmask.apply(part, rule.number, from: devices)
        }
      }
    }
    guard apmask.isSet || aqmask.isSet else { return nil }
    return Masks(adapters: apmask.mask, domains: aqmask.mask)
  }

  /// Whether there is a boot of a kernel without parameters at which they give these masks.
  func mayGive(_ masks: Masks) -> Bool {
    [MaskStart.heard, .before].contains { start in
      [false, true].contains { self.masks(at: start, hasCount: $0, from: .full) == masks }
    }
  }

  /// The rules that udev comes to with an event, as far as that can be known.
  private func reached(by event: BootEvent) -> [UdevRuleLine] {
    var reached: [UdevRuleLine] = []
    var labels: Set<String> = []
    var isReached = true
    for rule in rules {
      if let label = rule.value("LABEL", "="), labels.contains(label) { isReached = true }
      let match = event.match(rule)
      guard isReached, match != .no else { continue }
      reached.append(rule)
      if let label = rule.value("GOTO", "=") {
        labels.insert(label)
        if match == .yes { isReached = false }
      }
    }
    return reached
  }
}
