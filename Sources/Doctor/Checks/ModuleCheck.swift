import APModel
import Neighbours
import Reconcile

/// The modules without which no guest has a queue, and who loads them at a boot.
enum ModuleCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    let isWanted = !facts.definitions.isEmpty || facts.configuration?.guests.isEmpty == false
    return missing(facts, isWanted) + (facts.hasRoot && isWanted ? atBoot(facts) : [])
  }

  private static func missing(_ facts: Facts, _ isWanted: Bool) -> [Finding] {
    var findings: [Finding] = []
    if !facts.snapshot.cards.isEmpty, !facts.snapshot.drivers.contains(DriverName.hostQueue) {
      findings.append(
        Finding(
          "zcrypt-not-loaded", .now, "no driver of the host is there: zcrypt_cex4 is not loaded",
          [.init("/sys/bus/ap/drivers/\(DriverName.hostQueue)", "not there")],
          remedy: "modprobe zcrypt_cex4"))
    }
    if isWanted, !facts.snapshot.capabilities.vfioAP {
      findings.append(
        Finding(
          "vfio-ap-not-loaded", .now, "vfio_ap is not loaded, so that no guest has a queue",
          [.init("/sys/devices/vfio_ap/matrix", "not there")] + blocks(facts),
          remedy: "modprobe vfio_ap"))
    }
    return findings
  }

  /// Lines of modprobe's files and words of the command line that keep vfio_ap away.
  private static func blocks(_ facts: Facts) -> [Finding.Evidence] {
    let lines = facts.boot.moduleLines.filter { line in
      ["blacklist", "install"].contains(line.words[0])
        && ["vfio_ap", "vfio-ap"].contains(line.words[1])
    }.map { Finding.Evidence($0.path, $0.words.joined(separator: " ")) }
    let words = parameters(facts, ["module_blacklist=", "modprobe.blacklist="])
    return lines + words.map { Finding.Evidence("/proc/cmdline", $0) }
  }

  /// The words of the command line that begin so and name vfio_ap in their list.
  private static func parameters(_ facts: Facts, _ heads: [String]) -> [String] {
    facts.boot.parameters.filter { word in
      heads.contains { head in
        word.hasPrefix(head)
          && word.dropFirst(head.count).split(separator: ",").contains { $0 == "vfio_ap" }
      }
    }
  }

  private static func atBoot(_ facts: Facts) -> [Finding] {
    let blocks = blocks(facts)
    let own = ownRule(facts)
    guard blocks.isEmpty else {
      return [
        Finding(
          "vfio-ap-blocked", .boot, "vfio_ap is not loaded at a boot: it is blocked", blocks,
          remedy: "take the block away, or load it by hand (modprobe vfio_ap)")
      ]
    }
    guard !isLoaded(facts, own.isEffective) else { return unknownDevice(facts, own.proof) }
    return [
      Finding(
        "vfio-ap-not-at-boot", .boot,
        "nothing loads vfio_ap at a boot, so that no guest has a queue",
        [own.proof, .init(facts.boot.maskFile.path, mask(facts))],
        remedy:
          "install apmatrix's udev rule (70-apmatrix.rules, its package has it), or write vfio_ap"
          + " into /etc/modules-load.d/vfio_ap.conf where no masks are set by udev")
    ]
  }

  /// Without the rule systemd knows no device of vfio_ap, and the unit does not start with one that is late.
  private static func unknownDevice(_ facts: Facts, _ proof: Finding.Evidence) -> [Finding] {
    guard case .enabled(let link) = facts.machine.unit, facts.boot.ownRule.text == nil,
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

  /// The rule of apmatrix; it leaves vfio_ap to the rules that set masks, where they are.
  private static func ownRule(_ facts: Facts) -> (isEffective: Bool, proof: Finding.Evidence) {
    let file = facts.boot.ownRule
    switch file.content {
    case .absent: return (false, .init(file.path, "not there"))
    case .masked: return (false, .init(file.path, "a link to /dev/null"))
    case .unseen: return (true, .init(file.path, "not readable"))
    case .text:
      guard file.bytes.map(UdevRules.init)?.loads("vfio_ap") == true else {
        return (false, .init(file.path, "loads no vfio_ap"))
      }
      let isLeft =
        facts.boot.maskFile.path == UdevRules.standardPath && !facts.boot.maskFile.isAbsent
      return (!isLeft, .init(file.path, "leaves vfio_ap to \(UdevRules.standardPath)"))
    }
  }

  private static func isLoaded(_ facts: Facts, _ isByOwnRule: Bool) -> Bool {
    if isByOwnRule || !facts.boot.earlyLoads.isEmpty { return true }
    if case .enabled = facts.machine.unit { return true }
    if facts.boot.otherRules.contains(where: { $0.rules.loads("vfio_ap") }) { return true }
    let byMasks = facts.boot.maskRules?.loads("vfio_ap") == true
    if byMasks, MaskForecast(facts).rules != nil { return true }
    return !parameters(facts, ["modules_load=", "modules-load=", "rd.modules-load="]).isEmpty
  }
}
