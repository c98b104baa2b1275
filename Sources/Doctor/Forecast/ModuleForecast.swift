import Neighbours
import Reconcile

/// Whether vfio_ap is there after a boot, and whether it comes ahead of the masks, drawn from the facts alone.
public struct ModuleForecast: Sendable {
  /// What keeps it away; nothing then loads it but root.
  let blocks: [Finding.Evidence]
  /// What the rule of apmatrix does.
  let ownRule: Finding.Evidence
  /// Whether something loads it, if nothing keeps it away.
  let isLoaded: Bool
  /// Whether something does that is no rule for the masks, and nothing keeps it away.
  let isLoadedAnyway: Bool

  /// Why it is not there after a boot, as the end of a sentence; nil if it is.
  public let absence: String?
  /// The file or unit for which it is loaded before udev's rules set masks; nil where it comes behind them.
  public let early: String?

  /// Draws it.
  public init(_ facts: Facts) {
    blocks = Self.blocks(facts)
    let own = Self.ownRule(facts)
    ownRule = own.proof
    let isByOthers = own.isEffective || Self.isLoadedByOthers(facts)
    isLoadedAnyway = blocks.isEmpty && isByOthers
    isLoaded =
      isByOthers || Self.isLoadedByMasks(facts) || facts.boot.maskFile.unseen != nil
    let place = facts.boot.earlyPlaces.first ?? (own.isEffective ? Self.earlyRule(facts) : nil)
    early = blocks.isEmpty ? place : nil
    if let block = blocks.first {
      absence = "\(block.path): \(block.value)"
    } else {
      absence = isLoaded ? nil : "no rule, unit, parameter or softdep that was looked at does"
    }
  }

  /// Lines of modprobe's files and words of the command line that keep vfio_ap away.
  private static func blocks(_ facts: Facts) -> [Finding.Evidence] {
    let lines = facts.boot.moduleLines.filter { line in
      ["vfio_ap", "vfio-ap"].contains(line.words[1])
        && (line.words[0] == "blacklist" || line.words[0] == "install" && !Self.loadsAfterAll(line))
    }.map { Finding.Evidence($0.path, $0.words.joined(separator: " ")) }
    let words = facts.boot.words(
      naming: "vfio_ap", behind: ["module_blacklist=", "modprobe.blacklist="])
    return lines + words.map { Finding.Evidence("/proc/cmdline", $0) }
  }

  /// Whether the command that is run instead of loading the module loads it.
  private static func loadsAfterAll(_ line: BootFacts.ModuleLine) -> Bool {
    line.words.contains { $0 == "--ignore-install" || $0 == "-i" }
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

  /// The rule of apmatrix where it loads vfio_ap with the first card, and rules under another name than the
  /// one for which it waits set the masks later.
  private static func earlyRule(_ facts: Facts) -> String? {
    let masks = MaskForecast(facts, isVFIOLoaded: true)
    let isEarly = facts.boot.ownRule.text != nil && masks.rules != nil && !masks.isAheadOfCards
    return isEarly ? facts.boot.ownRule.path : nil
  }

  private static func isLoadedByOthers(_ facts: Facts) -> Bool {
    let boot = facts.boot
    if !boot.earlyPlaces.isEmpty || boot.softDependency != nil {
      return true
    }
    if case .enabled = facts.machine.unit { return true }
    return boot.otherRules.contains { $0.rules.loads("vfio_ap") }
  }

  /// Whether the rules that set masks load it, which they do only where they fire without it; those that write
  /// masks where none are do so in any case.
  private static func isLoadedByMasks(_ facts: Facts) -> Bool {
    guard let rules = facts.boot.maskRules, rules.loads("vfio_ap") else { return false }
    return rules.masks == nil && !rules.astray.isEmpty
      || MaskForecast(facts, isVFIOLoaded: false).rules != nil
  }
}
