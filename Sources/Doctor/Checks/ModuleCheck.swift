import APModel
import Neighbours
import Reconcile

/// The module without which no guest has a queue, and who loads it at a boot; of zcrypt only what keeps it away
/// then, the rest is the status' affair.
enum ModuleCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    missing(facts)
      + (facts.hasRoot ? hostDriver(facts) + (facts.wantsVFIO ? atBoot(facts) : []) : [])
  }

  private static func missing(_ facts: Facts) -> [Finding] {
    guard facts.wantsVFIO, !facts.snapshot.capabilities.vfioAP else { return [] }
    let blocks = ModuleForecast(facts).blocks
    return [
      Finding(
        "vfio-ap-not-loaded", .now, "vfio_ap is not loaded, so that no guest has a queue",
        [.init("/sys/\(Mdev.parent)", "not there")] + blocks,
        remedy: ModuleForecast.loading("vfio_ap", despite: blocks) ?? refused("vfio_ap"))
    ]
  }

  private static func unblocking(_ module: String, _ blocks: [Finding.Evidence]) -> String {
    ModuleForecast.loading(module, despite: blocks).map {
      "take the block away, or load it by hand (\($0))"
    } ?? refused(module)
  }

  /// What is to be done where the kernel refuses a module by its command line.
  static func refused(_ module: String) -> String {
    "take the block away and boot: until then the kernel refuses \(module) to root, too"
      + " (module_blacklist=)"
  }

  /// Queues that the host has now, and of which a boot would bind none.
  private static func hostDriver(_ facts: Facts) -> [Finding] {
    let module = "zcrypt_cex4"
    let blocks = ModuleForecast.blocks(of: module, facts.boot)
    let count = facts.snapshot.queues.count { $0.driver == DriverName.hostQueue }
    guard !blocks.isEmpty, count > 0 else { return [] }
    return [
      Finding(
        "zcrypt-blocked", .boot,
        "\(module) is not loaded at a boot: it is blocked, and the host then has none of its"
          + " \(count.counting("queue"))", blocks,
        remedy: unblocking(module, blocks))
    ]
  }

  private static func atBoot(_ facts: Facts) -> [Finding] {
    let forecast = ModuleForecast(facts)
    let blocks = forecast.blocks
    guard blocks.isEmpty else {
      return [
        Finding(
          "vfio-ap-blocked", .boot, "vfio_ap is not loaded at a boot: it is blocked", blocks,
          remedy: unblocking("vfio_ap", blocks))
      ]
    }
    guard !forecast.isLoaded else { return unknownDevice(facts, forecast.ownRule) }
    return [
      Finding(
        "vfio-ap-not-at-boot", .boot,
        "nothing loads vfio_ap at a boot, so that no guest has a queue",
        [forecast.ownRule, .init(facts.boot.maskFile.path, mask(facts))],
        remedy: remedy(facts))
    ]
  }

  /// What a rule says that loads vfio_ap.
  static let line = #"RUN{builtin}+="kmod load vfio_ap""#

  /// Behind masks that udev sets only their own rules load it: apmatrix's leaves it to them, and systemd would be
  /// too early.
  private static func remedy(_ facts: Facts) -> String {
    guard let file = facts.boot.ruleFiles.first(where: { $0.rules.masks != nil }) else {
      if facts.boot.ownRule.text != nil, !facts.boot.maskFile.isAbsent {
        return "write \(line) into \(facts.boot.maskFile.path), or remove that: it sets no masks"
      }
      return unruled(facts)
    }
    // Why those that load it do not fire is the finding about them.
    if file.rules.loads("vfio_ap") {
      let isAwaited = MaskForecast(facts).start == .never
      return isAwaited ? MaskRuleCheck.withoutParameter(facts) : "mend the rules in \(file.path)"
    }
    return
      "write \(line) behind the masks in \(file.path), or write them anew: \(facts.exportingRules)"
  }

  /// Where no rules set masks, but have to, systemd would load it before they do.
  private static func unruled(_ facts: Facts) -> String {
    let own = "install apmatrix's udev rule (70-apmatrix.rules, its package has it)"
    let masks = MaskForecast(facts)
    let matrices =
      facts.definitions.compactMap(\.reading.definition?.matrix)
      + (facts.configuration?.guests ?? []).map(\.matrix)
    let isChanged = facts.runningMasks.map { $0 != masks.masks } ?? false
    guard !facts.isByOverrides, isChanged || matrices.contains(where: masks.kernel.reserveAny)
    else { return "\(own), or write vfio_ap into /etc/modules-load.d/vfio_ap.conf" }
    // The parameters may become the right ones; then no rules load it.
    return masks.leavesQueues
      ? own : "\(facts.keeping); its rules load vfio_ap behind the masks"
  }

  /// Without the rule systemd knows no device of vfio_ap, and the unit does not start with one that is late.
  private static func unknownDevice(_ facts: Facts, _ proof: Finding.Evidence) -> [Finding] {
    guard let link = facts.machine.starting, facts.boot.ownRule.text == nil,
      facts.boot.ownRule.unseen == nil
    else { return [] }
    return [
      Finding(
        "own-rule-not-in-force", .knowing,
        "apmatrix's udev rule is not in force: the agent does not start where vfio_ap is loaded after the"
          + " boot", [proof, .init(link, "enabled")],
        remedy: "install the rule again (apmatrix's package has it), and take away what masks it")
    ]
  }

  private static func mask(_ facts: Facts) -> String {
    facts.boot.maskFile.isAbsent ? "not there" : "loads no vfio_ap at a boot of this host"
  }
}
