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
  /// What shows that this is before udev runs, or never; nil where nothing shows it.
  let lateness: Finding.Evidence?
  /// Whether only the masks that run show it, and nobody knows whether the rules were there at the last boot.
  let isUnsure: Bool
  /// Whether the kernel leaves queues to vfio_ap from its start: by parameters, as it keeps all without them.
  let leavesQueues: Bool
  /// What udev's rules would write if they were heard in time.
  let heard: Masks?
  /// What they write where they are late.
  let late: Masks?
  /// Whether they have written all before udev comes to cards and queues.
  let isAheadOfCards: Bool

  /// The masks behind the boot.
  public var masks: Masks { rules ?? kernel }

  /// Why masks that stand in the rules are not written at the boot, as a sentence; nil if they are, or if none
  /// stand there.
  public let silence: String?

  /// Draws it; where the host's files were not looked at, vfio_ap is loaded if it is now.
  public init(_ facts: Facts) {
    let isLoaded =
      facts.hasRoot
      ? ModuleForecast(facts).isLoadedAnyway : facts.snapshot.capabilities.vfioAP
    self.init(facts, isVFIOLoaded: isLoaded)
  }

  /// Draws it, where it is known whether vfio_ap is loaded without the rules that set masks.
  init(_ facts: Facts, isVFIOLoaded: Bool) {
    let boot = facts.boot
    let hasCount = facts.snapshot.capabilities.bindingsCompleteCount
    let kernel = Masks.atStart(
      apmask: boot.word("apmask"), aqmask: boot.word("aqmask"))
    self.kernel = kernel
    let heard = boot.masks(at: .heard, hasCount: hasCount, from: kernel)
    let late = boot.masks(at: .before, hasCount: hasCount, from: kernel)
    (self.heard, self.late) = (heard, late)
    // A queue that the parameters leave to vfio_ap has no driver before that is loaded.
    leavesQueues = facts.snapshot.queues.contains { !kernel.matrix.contains($0.id) }
    if leavesQueues {
      start = isVFIOLoaded ? .heard : .never
      lateness = isVFIOLoaded ? nil : boot.parameter("apmask") ?? boot.parameter("aqmask")
    } else {
      lateness = Self.lateness(facts, kernel, heard: heard, late: late)
      start = lateness == nil ? .heard : .before
    }
    // Masks that run only show that the rules were not in force: they may be newer than the boot.
    isUnsure = lateness?.path == Self.running && boot.hasNewRules == nil
    rules = boot.masks(at: start, hasCount: hasCount, from: kernel)
    isAheadOfCards =
      rules == boot.masks(at: start, hasCount: hasCount, from: kernel, isFirst: true)
    if rules != nil {
      silence = nil
    } else if boot.ruleFiles.contains(where: { $0.rules.masks != nil }) {
      silence =
        isUnsure ? Self.unsure : Self.silence(start, isOfNoBoot: heard == nil && late == nil)
    } else {
      silence = boot.ruleFiles.contains { !$0.rules.astray.isEmpty } ? Self.astray : nil
    }
  }

  /// What shows that the host's queues have their drivers before udev runs; nil where nothing does.
  private static func lateness(
    _ facts: Facts, _ kernel: Masks, heard: Masks?, late: Masks?
  ) -> Finding.Evidence? {
    if facts.boot.modules["zcrypt_cex4"] == .builtIn {
      return .init("/sys/module/zcrypt_cex4", "built into the kernel")
    }
    guard let masks = facts.runningMasks, heard != late, masks == (late ?? kernel),
      masks != (heard ?? kernel), facts.boot.hasNewRules != true
    else { return nil }
    return .init(running, facts.maskText(masks))
  }

  private static let running = "/sys/bus/ap/apmask"
  private static let unsure =
    "the rules that keep the masks may not fire at this host's boot: other masks run, so that they did not fire"
    + " at the last one, or are newer"
  private static let astray = "the rules that are to keep the masks write them where none are"

  private static func silence(_ start: MaskStart, isOfNoBoot: Bool) -> String {
    guard !isOfNoBoot else { return "the rules that keep the masks match no event of a boot" }
    let reason =
      switch start {
      case .heard: "its queues get their drivers after udev has looked at the bus"
      case .before: "its queues have their drivers before udev runs"
      case .never: "the kernel's parameters leave queues to vfio_ap, which nothing loads"
      }
    return "the rules that keep the masks do not fire at this host's boot: \(reason)"
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
