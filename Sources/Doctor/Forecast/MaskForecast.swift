import APModel
import Neighbours
public import Reconcile

/// The masks that a boot like the last one would give, drawn from the facts alone.
public struct MaskForecast: Sendable {
  /// The masks with which the kernel starts.
  public let kernel: Masks
  /// The masks that udev's rules then write; nil if they write none.
  public let rules: Masks?
  /// When the queues get their first driver.
  let start: MaskStart
  /// What shows that this is before udev runs; nil where nothing shows it.
  let lateness: Finding.Evidence?
  /// What udev's rules would write if they were heard in time.
  let heard: Masks?
  /// What they write where they are late.
  let late: Masks?

  /// The masks behind the boot.
  public var masks: Masks { rules ?? kernel }

  /// Why masks that stand in the rules are not written at the boot, as a sentence; nil if they are, or if none
  /// stand there.
  public let silence: String?

  /// Draws it.
  public init(_ facts: Facts) {
    let boot = facts.boot
    let hasCount = facts.snapshot.capabilities.bindingsCompleteCount
    let kernel = Masks.atStart(
      apmask: boot.word("apmask"), aqmask: boot.word("aqmask"))
    self.kernel = kernel
    let heard = boot.masks(at: .heard, hasCount: hasCount, from: kernel)
    let late = boot.masks(at: .before, hasCount: hasCount, from: kernel)
    (self.heard, self.late) = (heard, late)
    if boot.modules["zcrypt_cex4"] == .builtIn {
      lateness = .init("/sys/module/zcrypt_cex4", "built into the kernel")
    } else if let running = facts.runningMasks, heard != late, running == (late ?? kernel),
      running != (heard ?? kernel)
    {
      lateness = .init("/sys/bus/ap/apmask", facts.maskText(running))
    } else {
      lateness = nil
    }
    start = lateness == nil ? .heard : .before
    rules = start == .heard ? heard : late
    silence =
      rules != nil || boot.ruleFiles.allSatisfy { $0.rules.masks == nil }
      ? nil
      : heard == nil
        ? "the rules that keep the masks match no event of a boot"
        : "the rules that keep the masks do not fire at this host's boot: its queues have their"
          + " drivers before udev runs"
  }
}

extension Facts {
  /// The masks that are in force; nil where they can't be read.
  var runningMasks: Masks? {
    guard let adapters = snapshot.bus.adapterMask, let domains = snapshot.bus.domainMask else {
      return nil
    }
    return Masks(adapters: adapters, domains: domains)
  }

  /// Masks in words: `adapters all, domains all except 0047`.
  func maskText(_ masks: Masks) -> String {
    "adapters \(Self.text(masks.adapters)), domains \(Self.text(masks.domains))"
  }

  private static func text<ID>(_ set: IdentifierSet<ID>) -> String {
    if set == .all { return "all" }
    if set.isEmpty { return "none" }
    let rest = IdentifierSet<ID>.all.subtracting(set)
    return rest.count < set.count ? "all except \(rest)" : "\(set)"
  }
}
