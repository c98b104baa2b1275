import APModel
import Neighbours
import Reconcile

/// Whether a boot gives the masks that run now, and what keeps it from doing so.
enum MaskCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    guard facts.hasRoot else { return [] }
    let forecast = MaskForecast(facts)
    return parameters(facts) + rules(facts, forecast) + difference(facts, forecast)
  }

  /// Parameters that the kernel can't read, and those that it never sees.
  private static func parameters(_ facts: Facts) -> [Finding] {
    let refused = ["apmask", "aqmask"].compactMap(facts.boot.parameter).filter { proof in
      let word = proof.value.drop { $0 != "=" }.dropFirst()
      let mask: AdapterSet? = MaskWrite.applying(word.utf8, to: [])
      return mask == nil
    }
    var findings = refused.map { proof in
      Finding(
        "mask-parameter-refused", .boot,
        "the kernel can't read \(proof.value), and then starts with nothing kept for the host",
        [proof], remedy: "write a mask such as 0xffff, or +0-15, which is relative to an empty one")
    }
    if facts.boot.modules["ap"] == .builtIn, !facts.boot.options.isEmpty {
      findings.append(
        Finding(
          "mask-option-without-effect", .knowing,
          "this kernel has ap built in, so that modprobe's options for it do nothing",
          facts.boot.options,
          remedy: "give them on the kernel's command line as ap.apmask= and ap.aqmask="))
    }
    return findings
  }

  /// The rules that keep the masks: whether udev takes them, and whether they fire in time.
  private static func rules(_ facts: Facts, _ forecast: MaskForecast) -> [Finding] {
    let path = facts.boot.maskFile.path
    guard let rules = facts.boot.maskRules else { return [] }
    let lost = rules.faults.filter(\.isLost)
    guard lost.isEmpty else {
      return [
        Finding(
          "mask-rule-refused", .boot,
          "udev drops lines of the rules that keep the masks, so that the next boot's are not known",
          lost.prefix(3).map { .init(path, $0.description) }, remedy: anew(path))
      ]
    }
    guard let written = rules.masks, forecast.rules == nil || forecast.late != forecast.heard else {
      return []
    }
    let proof = Finding.Evidence(path, facts.maskText(written))
    guard forecast.rules == nil else {
      guard forecast.late == nil, forecast.lateness == nil else { return [] }
      return [
        Finding(
          "mask-rule-may-be-late", .knowing,
          "the rules that keep the masks fire only if zcrypt is loaded after udev runs, not where"
            + " the initrd loads it", [proof], remedy: anew(path))
      ]
    }
    return [silent(rules, forecast, path, proof)]
  }

  /// Rules that never fire at a boot of this host.
  private static func silent(
    _ rules: UdevRules, _ forecast: MaskForecast, _ path: String, _ proof: Finding.Evidence
  ) -> Finding {
    let reasons = rules.faults.map { Finding.Evidence(path, $0.description) }
    let late = forecast.heard == nil ? [] : [forecast.lateness].compactMap(\.self)
    return Finding(
      "mask-rule-never-fires", .boot,
      forecast.silence ?? "", [proof] + late + reasons, remedy: anew(path))
  }

  private static func anew(_ path: String) -> String {
    "write them anew: apmatrix export --udev-rules \(path), or chzdev of s390-tools 2.40 or later"
  }

  /// The running masks against those of the next boot.
  private static func difference(_ facts: Facts, _ forecast: MaskForecast) -> [Finding] {
    guard let running = facts.runningMasks, running != forecast.masks,
      facts.boot.maskRules?.faults.contains(where: \.isLost) != true
    else { return [] }
    let proofs =
      [Finding.Evidence("/sys/bus/ap/apmask", facts.maskText(running))]
      + source(facts, forecast)
    let isByOverrides =
      facts.snapshot.usesOverrides || facts.configuration?.ownership == .driverOverride
    if isByOverrides, forecast.rules != nil, forecast.masks != .full {
      return [
        Finding(
          "masks-against-overrides", .boot,
          "udev's rules set masks at a boot, and with these the kernel takes no driver_override",
          proofs, remedy: "take \(facts.boot.maskFile.path) away (chzdev --type ap --remove-all)")
      ]
    }
    if let agent = facts.agentAtBoot {
      return [
        Finding(
          "masks-come-with-agent", .knowing,
          "the next boot begins with other masks than run now, and the agent writes these again",
          proofs + [agent],
          remedy: "nothing to do; where guests start before the agent is ready, keep the masks in"
            + " a file, too (apmatrix apply --persist)")
      ]
    }
    return [
      Finding(
        "masks-not-kept", .boot, "the next boot gives other masks than run now", proofs,
        remedy: "keep the running ones with chzdev --type ap apmask=... aqmask=... --persistent, or"
          + " \(facts.keeping)")
    ]
  }

  /// Where the masks of the next boot come from.
  private static func source(_ facts: Facts, _ forecast: MaskForecast) -> [Finding.Evidence] {
    if let rules = forecast.rules {
      return [.init(facts.boot.maskFile.path, facts.maskText(rules))]
    }
    let given = ["apmask", "aqmask"].compactMap(facts.boot.parameter)
    guard given.isEmpty else { return given }
    return [.init("/proc/cmdline", "neither ap.apmask nor ap.aqmask, so that the host keeps all")]
  }
}
