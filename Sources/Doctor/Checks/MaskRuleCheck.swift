import APModel
import Neighbours
import Reconcile

/// The rules that keep the masks: whether udev takes them, and whether they fire in time.
enum MaskRuleCheck {
  static func findings(_ facts: Facts, _ forecast: MaskForecast) -> [Finding] {
    let files = facts.boot.ruleFiles
    let refused = files.compactMap { refusal(facts, $0) }
    guard refused.isEmpty else { return refused }
    let proofs = files.compactMap { file in
      file.rules.masks.map { Finding.Evidence(file.path, facts.maskText($0)) }
    }
    guard let first = proofs.first else { return astray(facts, forecast) }
    guard forecast.rules == nil else {
      let astray = astray(facts, forecast)
      guard forecast.late == nil, forecast.lateness == nil else { return astray }
      return astray + [
        Finding(
          "mask-rule-may-be-late", .knowing,
          "the rules that keep the masks fire only if zcrypt is loaded after udev runs, not where"
            + " the initrd loads it", proofs, remedy: anew(facts, first.path))
      ]
    }
    let reasons = files.flatMap { file in
      file.rules.faults.map { Finding.Evidence(file.path, $0.description) }
    }
    let isOfNoBoot = forecast.heard == nil && forecast.late == nil
    let late = isOfNoBoot ? [] : [forecast.lateness].compactMap(\.self)
    return [
      Finding(
        forecast.isUnsure ? "mask-rule-may-be-late" : "mask-rule-never-fires", .boot,
        forecast.silence ?? "", proofs + late + reasons,
        remedy: forecast.start == .never && !isOfNoBoot
          ? withoutParameter(facts) : anew(facts, first.path))
    ]
  }

  /// What is to be done where rules wait for queues that wait for vfio_ap.
  ///
  /// - Parameter removal: what else has to go then, because the rules would come too late behind it.
  static func withoutParameter(_ facts: Facts, removal: String? = nil) -> String {
    let more = removal.map { " and \($0)" } ?? ""
    let loading = facts.boot.masksLoadVFIO ? " and load vfio_ap behind them" : ""
    return
      "take ap.apmask= and ap.aqmask= away\(more), so that the rules set the masks\(loading); or give the"
      + " masks of the rules by these parameters, and take the rules away"
  }

  /// Lines that name a mask and write nothing.
  private static func astray(_ facts: Facts, _ forecast: MaskForecast) -> [Finding] {
    facts.boot.ruleFiles.filter { !$0.rules.astray.isEmpty }.map { file in
      Finding(
        "mask-rule-astray", forecast.rules == nil ? .boot : .knowing,
        forecast.silence ?? "a rule about the masks writes them where none are",
        file.rules.astray.prefix(3).map { .init(file.path, $0.description) },
        remedy: anew(facts, file.path))
    }
  }

  /// Lines that udev would drop; one of them may have been about a mask.
  private static func refusal(_ facts: Facts, _ file: BootFacts.RuleFile) -> Finding? {
    let lost = file.rules.faults.filter(\.isLost)
    guard !lost.isEmpty else { return nil }
    return Finding(
      "mask-rule-refused", .boot,
      "udev drops lines of rules about AP, so that the masks of the next boot are not known",
      lost.prefix(3).map { .init(file.path, $0.description) }, remedy: anew(facts, file.path))
  }

  private static func anew(_ facts: Facts, _ path: String) -> String {
    guard path == UdevRules.standardPath else {
      return "mend \(path), or take it away and write the masks anew: \(facts.exportingRules)"
    }
    // What newer rules of chzdev ask for came with Linux 6.19; without it they fire when the older ones do.
    let byChzdev =
      facts.snapshot.capabilities.bindingsCompleteCount
      ? ", or chzdev of s390-tools 2.40 or later" : ""
    return "write them anew: \(facts.exportingRules)\(byChzdev)"
  }
}
