import APModel
import Neighbours
import Reconcile

/// Whether a boot gives the masks that run now, and what keeps it from doing so.
enum MaskCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    guard facts.hasRoot else { return [] }
    let forecast = MaskForecast(facts)
    return parameters(facts) + MaskRuleCheck.findings(facts, forecast) + difference(facts, forecast)
  }

  /// Parameters that the kernel can't read, and those that it never sees.
  private static func parameters(_ facts: Facts) -> [Finding] {
    let refused = ["apmask", "aqmask"].filter { name in
      guard let word = facts.boot.word(name) else { return false }
      let mask: AdapterSet? = MaskWrite.applying(word.utf8, to: [])
      return mask == nil
    }.compactMap(facts.boot.parameter)
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

  /// The running masks against those of the next boot.
  private static func difference(_ facts: Facts, _ forecast: MaskForecast) -> [Finding] {
    // What rules or an agent write that nobody could read is not missing.
    guard facts.boot.maskFile.unseen == nil, !facts.hidesAgent else { return [] }
    guard let running = facts.runningMasks, running != forecast.masks,
      facts.boot.ruleFiles.allSatisfy({ !$0.rules.faults.contains(where: \.isLost) })
    else { return [] }
    // Why these are not set is the finding about the rules.
    if forecast.rules == nil,
      facts.boot.ruleFiles.contains(where: { $0.rules.masks == running })
    {
      return []
    }
    let proofs =
      [Finding.Evidence("/sys/bus/ap/apmask", facts.maskText(running))]
      + source(facts, forecast)
    return [finding(facts, forecast, running, proofs)]
  }

  private static func finding(
    _ facts: Facts, _ forecast: MaskForecast, _ running: Masks, _ proofs: [Finding.Evidence]
  ) -> Finding {
    if facts.isByOverrides, forecast.rules != nil, forecast.masks != .full {
      return Finding(
        "masks-against-overrides", .boot,
        "udev's rules set masks at a boot, and with these the kernel takes no driver_override",
        proofs,
        remedy: "take these rules away; those of chzdev with chzdev --type ap --remove-all")
    }
    if let agent = facts.agentAtBoot, ConsentForecast(facts, forecast).asked.isEmpty {
      return Finding(
        "masks-come-with-agent", .knowing,
        "the next boot begins with other masks than run now, and the agent writes these again",
        proofs + [agent],
        remedy: "nothing to do; where guests start before the agent is ready, keep the masks in"
          + " a file, too (apmatrix apply --persist)")
    }
    return Finding(
      "masks-not-kept", .boot, "the next boot gives other masks than run now", proofs,
      remedy: remedy(facts, forecast, running))
  }

  /// Older rules of chzdev fire only where zcrypt is loaded behind udev, and newer ones want Linux 6.19.
  private static func remedy(
    _ facts: Facts, _ forecast: MaskForecast, _ running: Masks
  ) -> String {
    // New rules would wait for drivers of all queues, and thus for a vfio_ap that only they load.
    guard !forecast.leavesQueues else {
      let declaring = facts.configuration == nil ? ", declare the host (apmatrix import)" : ""
      return
        "either change ap.apmask= and ap.aqmask= to the running masks, or remove both parameters"
        + "\(declaring) and run apmatrix apply --persist"
    }
    // None load vfio_ap, and apmatrix's rule leaves it to those that set masks.
    guard facts.snapshot.capabilities.bindingsCompleteCount, !facts.wantsVFIO else {
      return facts.keeping
    }
    return
      "keep the running ones with chzdev of s390-tools 2.40 or later (chzdev --type ap --persistent"
      + " apmask=\(chzdev(running.adapters)) aqmask=\(chzdev(running.domains))), or \(facts.keeping)"
  }

  /// A whole mask as chzdev takes it, which refuses an empty one.
  private static func chzdev<ID>(_ mask: IdentifierSet<ID>) -> String {
    guard !mask.isEmpty else { return "-0-255" }
    return mask.ranges.map { range in
      let (first, last) = (range.lowerBound.number, range.upperBound.number)
      return first == last ? "\(first)" : "\(first)-\(last)"
    }.joined(separator: ",")
  }

  /// Where the masks of the next boot come from.
  private static func source(_ facts: Facts, _ forecast: MaskForecast) -> [Finding.Evidence] {
    if forecast.rules != nil {
      return facts.boot.ruleFiles.compactMap { file in
        file.rules.masks.map { .init(file.path, facts.maskText($0)) }
      }
    }
    let given = ["apmask", "aqmask"].compactMap(facts.boot.parameter)
    guard given.isEmpty else { return given }
    return [.init("/proc/cmdline", "neither ap.apmask nor ap.aqmask, so that the host keeps all")]
  }
}
