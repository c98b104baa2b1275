import APModel
import Neighbours
import Reconcile

/// vfio_ap that is loaded before udev's rules have set the masks: mdevctl starts its definitions at once then.
enum EarlyModuleCheck {
  static func findings(
    _ facts: Facts, _ forecast: DefinitionForecast, _ masks: MaskForecast
  ) -> [Finding] {
    guard masks.rules != nil else { return [] }
    let refused = facts.definitions.compactMap(\.reading.definition).filter {
      forecast.outcomes[$0.uuid] != nil && masks.kernel.reserveAny(of: $0.matrix)
        && !facts.isMadeByAgent($0.uuid)
    }
    guard !refused.isEmpty else { return [] }
    let names =
      refused.prefix(3).map { facts.name($0.uuid) }.joined(separator: ", ")
      + (refused.count > 3 ? " and \(refused.count - 3) more" : "")
    let modules = ModuleForecast(facts)
    if let path = modules.early { return [certain(facts, path, names)] }
    guard modules.blocks.isEmpty, !masks.isAheadOfCards else { return [] }
    return facts.boot.softDependency.map { [possible(facts, $0, names)] } ?? []
  }

  private static func certain(_ facts: Facts, _ path: String, _ names: String) -> Finding {
    Finding(
      "vfio-ap-before-masks", .boot,
      "vfio_ap is loaded before udev sets the masks: mdevctl then fails to start \(names)"
        + " (EADDRNOTAVAIL), and does not try again later",
      [.init(path, "vfio_ap"), masks(facts)], remedy: remedy(facts, path))
  }

  /// What modprobe loads behind zcrypt comes while udev hears that the queues have their drivers.
  private static func possible(
    _ facts: Facts, _ line: BootFacts.ModuleLine, _ names: String
  ) -> Finding {
    Finding(
      "vfio-ap-may-precede-masks", .knowing,
      "vfio_ap is loaded together with zcrypt: whether udev has set the masks by then is chance, and where"
        + " not, mdevctl fails to start \(names) (EADDRNOTAVAIL)",
      [.init(line.path, line.words.joined(separator: " ")), masks(facts)],
      remedy: without("take the line out of \(line.path)", facts))
  }

  private static func masks(_ facts: Facts) -> Finding.Evidence {
    .init(facts.boot.maskPath, "sets the masks when zcrypt has taken the queues")
  }

  private static func remedy(_ facts: Facts, _ path: String) -> String {
    if path == facts.boot.ownRule.path {
      return
        "keep the masks in the file for which that rule waits (\(facts.exportingRules)), and take those"
        + " in \(facts.boot.maskPath) away"
    }
    if path == ModuleForecast.builtIn {
      return "this kernel has vfio_ap built in: give the masks on its command line"
        + " (ap.apmask=, ap.aqmask=)"
    }
    if facts.boot.modprobeUnits.contains(path) {
      return without("remove the link \(path)", facts)
    }
    let place = path == "/proc/cmdline" ? "the kernel's parameters" : path
    return without("take vfio_ap out of \(place)", facts)
  }

  /// What takes vfio_ap away, and what loads it then.
  private static func without(_ removal: String, _ facts: Facts) -> String {
    // Where the parameters leave queues to vfio_ap, the rules would wait for it, and it for the rules.
    guard MaskForecast(facts).leavesQueues else { return "\(removal); \(loading(facts))" }
    guard facts.boot.masksLoadVFIO else {
      return "\(MaskRuleCheck.withoutParameter(facts, removal: removal)); \(loading(facts))"
    }
    return MaskRuleCheck.withoutParameter(facts, removal: removal)
  }

  /// What loads vfio_ap behind the masks, or has to.
  private static func loading(_ facts: Facts) -> String {
    facts.boot.masksLoadVFIO
      ? "the rules load it behind the masks"
      : "have the rules load it behind the masks: \(ModuleCheck.line) in \(facts.boot.maskPath)"
  }
}
