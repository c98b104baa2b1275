import APModel

/// The udev rules with which chzdev keeps the masks over a restart.
public struct UdevRules: Hashable, Sendable {
  /// Where chzdev writes them.
  public static let standardPath = "/etc/udev/rules.d/41-ap.rules"

  /// The masks that stand in the rules; nil if none do, or if nothing can be concluded from them.
  ///
  /// All rules count, one after the other, as udev would write them, also those that no event reaches: what
  /// a boot makes of them is told by `masks(at:hasCount:from:)`. A mask that they do not mention is full,
  /// as after a start without boot parameters.
  public let masks: Masks?
  /// What is wrong with the rules, in the order of the lines.
  public let faults: [UdevRuleFault]
  let rules: [UdevRuleLine]

  /// Reads rules.
  ///
  /// One line that udev would drop may have been about a mask, so nothing is concluded from the others.
  public init(_ text: [UInt8]) {
    let rules = UdevRuleLine.rules(in: text)
    var apmask = MaskSetting<AdapterID>("apmask")
    var aqmask = MaskSetting<DomainID>("aqmask")
    var faults: [UdevRuleFault] = []
    for (index, rule) in rules.enumerated() {
      faults += [rule.fault, Self.missingLabel(rule, rules[(index + 1)...])].compactMap(\.self)
      if let reason = UdevRuleEvent.mismatch(rule) {
        faults.append(.neverMatches(rule.number, reason))
      }
      let devices = MaskPath.devices(rule)
      for part in rule.parts {
        let found = [
          apmask.apply(part, rule.number, from: devices),
          aqmask.apply(part, rule.number, from: devices),
        ]
        faults += found.compactMap(\.self)
      }
    }
    self.faults = faults
    self.rules = rules
    let isSilent = !apmask.isSet && !aqmask.isSet
    masks =
      isSilent || faults.contains(where: \.isLost)
      ? nil : Masks(adapters: apmask.mask, domains: aqmask.mask)
  }

  /// What is wrong with lines that name a mask and do not lead to it.
  public var astray: [UdevRuleFault] {
    faults.filter {
      if case .astray = $0 { return true }
      return false
    }
  }

  /// Rules of which nothing is known, since the file can't be read.
  public init(unreadable fact: String) {
    masks = nil
    faults = [.unreadable(fact)]
    rules = []
  }

  /// Whether a rule loads a module, whatever it waits for.
  public func loads(_ module: String) -> Bool {
    rules.flatMap(\.parts).contains { part in
      part.key.hasPrefix("RUN") && part.value.split(separator: " ").contains { $0 == module }
    }
  }

  /// Whether a rule loads a module by a modprobe that no `blacklist` of modprobe.d bars.
  ///
  /// modprobe holds a blacklist against aliases only, unless `-b` has it do so against names, as udev's own loader
  /// always does (kmod 34, udev 257).
  public func loadsDespiteBlacklist(_ module: String) -> Bool {
    rules.flatMap(\.parts).contains { part in
      guard part.key == "RUN" || part.key == "RUN{program}" else { return false }
      let words = part.value.split(separator: " ")
      let isModprobe = words.first.map { $0 == "modprobe" || $0.hasSuffix("/modprobe") } ?? false
      let heedsBlacklist = words.contains { word in
        word == "--use-blacklist"
          || word.hasPrefix("-") && !word.hasPrefix("--") && word.contains("b" as Character)
      }
      return isModprobe && !heedsBlacklist && words.contains { $0 == module }
    }
  }

  /// The lines that write a `driver_override` themselves.
  public var overrides: [Int] {
    rules.filter { rule in
      rule.parts.contains {
        $0.key.hasPrefix("ATTR{") && $0.key.hasSuffix("driver_override}") && $0.assigns
          // udev writes no empty value.
          && !$0.value.isEmpty
      }
    }.map(\.number)
  }

  /// The programs that udev runs, each with its line; what they do behind all assignments is theirs.
  public var programs: [(line: Int, text: String)] {
    rules.flatMap { rule in
      rule.parts.filter { part in
        part.key.hasPrefix("RUN") || part.key == "PROGRAM" || part.key == "IMPORT{program}"
      }.map { (rule.number, $0.value) }
    }
  }

  /// udev drops a rule that jumps to where nothing is.
  private static func missingLabel(
    _ rule: UdevRuleLine, _ later: ArraySlice<UdevRuleLine>
  ) -> UdevRuleFault? {
    guard let label = rule.value("GOTO", "="),
      !later.contains(where: { $0.value("LABEL", "=") == label })
    else { return nil }
    return .noLabel(rule.number, label)
  }

  /// Rules that set the masks once all queues have their first driver, and load vfio_ap.
  ///
  /// The first two triggers are for a host whose queues were bound before udev ran (zcrypt built in or
  /// in the initrd): udev's coldplug sends `add` for the bus, and the counter of Linux 6.19 or, before
  /// it, `bindings` shows that it is so. The third is for all others.
  public static func text(_ masks: Masks) -> String {
    """
    # The AP masks, written by apmatrix export; chzdev reads and replaces them.
    ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings_complete_count}!="0", GOTO="cfg_ap"
    ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings}=="*(complete)", GOTO="cfg_ap"
    ACTION=="change", SUBSYSTEM=="ap", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", ENV{COMPLETECOUNT}=="1", GOTO="cfg_ap"
    GOTO="end_ap"

    LABEL="cfg_ap"
    ATTR{../../bus/ap/apmask}="\(masks.adapters.hexadecimal)"
    ATTR{../../bus/ap/aqmask}="\(masks.domains.hexadecimal)"
    RUN{builtin}+="kmod load vfio_ap"

    LABEL="end_ap"

    """
  }
}
