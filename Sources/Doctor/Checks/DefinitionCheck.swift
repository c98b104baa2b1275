import APModel
import Neighbours
import Reconcile

/// What mdevctl makes of its definitions at a boot.
enum DefinitionCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    guard facts.hasRoot else { return [] }
    let masks = MaskForecast(facts)
    let forecast = DefinitionForecast(facts, masks: masks.masks)
    return DefinitionLinkCheck.findings(facts) + StrayDefinitionCheck.findings(facts)
      + faults(facts) + hindrance(facts, forecast)
      + EarlyModuleCheck.findings(facts, forecast, masks)
      + failures(facts, forecast, masks) + chances(facts, forecast)
  }

  /// What is not in a definition as mdevctl or the kernel wants it.
  private static func faults(_ facts: Facts) -> [Finding] {
    facts.definitions.flatMap { file in
      file.reading.faults.map { fault in
        let isWrong = fault.effect != nil
        return Finding(
          "definition-faulty", isWrong ? .boot : .knowing,
          "\(file.path) is not as mdevctl wants it", [.init(file.path, fault.consequence)],
          remedy:
            "rm \(file.path), which mdevctl would not replace, then define it again with mdevctl; a"
            + " declared guest's is written by apmatrix apply --persist")
      }
    }
  }

  private static func hindrance(_ facts: Facts, _ forecast: DefinitionForecast) -> [Finding] {
    guard let proof = forecast.hindrance, !forecast.outcomes.uuids.isEmpty else { return [] }
    let isCovered = forecast.outcomes.uuids.allSatisfy(facts.isMadeByAgent)
    let count = forecast.outcomes.uuids.count
    let what = count == 1 ? "the definition" : "any of the \(count) definitions"
    return [
      Finding(
        "mdevctl-starts-nothing", isCovered ? .knowing : .boot,
        "mdevctl does not start \(what) that should start with the host", [proof],
        remedy: remedy(facts, proof.path))
    ]
  }

  private static func remedy(_ facts: Facts, _ path: String) -> String {
    if let starter = facts.boot.starters?.first, path == starter.path {
      return
        "link \(starter.program) to the mdevctl that is installed (type -p mdevctl), or declare the guests"
        + " and let the agent make them (systemctl enable apmatrix)"
    }
    if facts.hasLinkedDirectory {
      return "put a directory in the place of the link, with the definitions in it as files"
    }
    let rule = facts.boot.mdevctlFile
    guard path == rule.path else { return "mend \(path), or move it away" }
    // What stands in front of the package's own file goes away; the package would leave it.
    if rule.content == .masked { return "remove the link \(path)" }
    let isOwn = rule.isAbsent || path.hasPrefix("/usr/lib/") || path.hasPrefix("/lib/")
    return isOwn
      ? "install mdevctl's package again" : "remove \(path), which stands before the package's"
  }

  private static func failures(
    _ facts: Facts, _ forecast: DefinitionForecast, _ masks: MaskForecast
  ) -> [Finding] {
    guard forecast.hindrance == nil else { return [] }
    let given = facts.boot.parameter("apmask") ?? facts.boot.parameter("aqmask")
    // Rules that do not fire are not where the masks come from.
    let source = masks.rules == nil ? given?.path ?? "/proc/cmdline" : facts.boot.maskPath
    let proof = Finding.Evidence(source, facts.maskText(masks.masks))
    return facts.definitions.compactMap { file in
      guard case .fails(let reason) = forecast.outcomes[file.uuid] else { return nil }
      let isCovered = facts.isMadeByAgent(file.uuid)
      return Finding(
        "definition-fails-at-boot", isCovered ? .knowing : .boot,
        "mdevctl fails to start mdev \(facts.name(file.uuid)) at a boot, and does not try again later"
          + (isCovered ? "; the agent makes it later" : ""),
        [.init(file.path, reason)] + (reason.hasPrefix("EADDRNOTAVAIL") ? [proof] : []),
        remedy: facts.isByOverrides
          ? facts.enforcingAlone : "keep masks that leave its queues to vfio_ap: \(facts.keeping)")
    }
  }

  private static func chances(_ facts: Facts, _ forecast: DefinitionForecast) -> [Finding] {
    let definitions = facts.definitions.compactMap(\.reading.definition)
    return facts.definitions.flatMap { file -> [Finding] in
      guard case .chance(let others) = forecast.outcomes[file.uuid],
        let own = file.reading.definition?.matrix
      else { return [] }
      return others.filter { file.uuid < $0 }.compactMap { other in
        guard let rival = definitions.first(where: { $0.uuid == other }) else { return nil }
        let queues = QueueText.folded(own.intersection(rival.matrix).queues)
        return Finding(
          "definitions-share-queues", .boot,
          "which of mdevs \(facts.name(file.uuid)) and \(facts.name(other)) has \(queues) after a boot"
            + " is chance: mdevctl starts them in the directory's order, and the other is refused"
            + " (EADDRINUSE)",
          [
            .init(file.path, "start auto, \(queues) among its queues"),
            .init(HostPath.definition(other), "start auto, likewise"),
          ], remedy: "take \(queues) out of one of them, or set its start to manual")
      }
    }
  }
}
