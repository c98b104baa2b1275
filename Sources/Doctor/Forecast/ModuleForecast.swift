import Neighbours
import Reconcile

/// Whether vfio_ap is there after a boot, and whether it comes ahead of the masks, drawn from the facts alone.
public struct ModuleForecast: Sendable {
  /// What keeps it away at a boot.
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
    let bars = Self.blocks(of: Self.module, facts.boot)
    // A blacklist bars what heeds it: udev, systemd and `modprobe -b`, and no other modprobe.
    let isListed = !bars.isEmpty && bars.allSatisfy(Self.isBlacklist)
    let own = Self.ownRule(facts)
    ownRule = own.proof
    let isBuiltIn = facts.boot.modules[Self.module] == .builtIn
    let isByRules = facts.boot.otherRules.contains { Self.loads($0.rules, isListed) }
    let isByOthers =
      isByRules || !isListed && (isBuiltIn || own.isEffective || Self.isLoadedByOthers(facts))
    let isByMasks = Self.isLoadedByMasks(facts, isListed)
    blocks = isListed && (isByOthers || isByMasks) ? [] : bars
    isLoadedAnyway = blocks.isEmpty && isByOthers
    isLoaded = isByOthers || isByMasks || facts.boot.maskFile.unseen != nil
    let place =
      isBuiltIn
      ? Self.early(Self.builtIn, facts)
      : facts.boot.earlyPlaces.first
        ?? (own.isEffective && facts.boot.ownRule.text != nil
          ? Self.early(facts.boot.ownRule.path, facts) : nil)
    early = bars.isEmpty ? place : nil
    if let block = blocks.first {
      absence = "\(block.path): \(block.value)"
    } else {
      absence = isLoaded ? nil : "no rule, unit, parameter or softdep that was looked at does"
    }
  }

  private static let module = "vfio_ap"

  /// What shows that the kernel has it built in.
  static let builtIn = "/sys/module/vfio_ap"

  /// Lines of modprobe's files and words of the command line that keep a module away; none where it is no module.
  static func blocks(of module: String, _ boot: BootFacts) -> [Finding.Evidence] {
    guard boot.modules[module] != .builtIn else { return [] }
    let lines = boot.moduleLines.filter { line in
      ModprobeLines.plain(line.words[1]) == module
        && (line.words[0] == "blacklist" || line.words[0] == "install" && !loadsAfterAll(line))
    }.map { Finding.Evidence($0.path, $0.words.joined(separator: " ")) }
    // The kernel compares the first of the two as it is written, and so does kmod the second.
    let words = boot.parameters(["module_blacklist=", "modprobe.blacklist="]) { $0 == module }
    return lines + words.map { Finding.Evidence("/proc/cmdline", $0) }
  }

  /// Whether a bar is none to a modprobe that names the module outright, without `-b`.
  private static func isBlacklist(_ bar: Finding.Evidence) -> Bool {
    bar.value.hasPrefix("blacklist ") || bar.value.hasPrefix("modprobe.blacklist=")
  }

  /// Whether rules load it, also where a blacklist is all that bars it.
  private static func loads(_ rules: UdevRules, _ isListed: Bool) -> Bool {
    isListed ? rules.loadsDespiteBlacklist(module) : rules.loads(module)
  }

  /// What root does to have a blocked module, if not take the block away; nil where the kernel refuses it to
  /// root, too.
  static func loading(_ module: String, despite blocks: [Finding.Evidence]) -> String? {
    guard !blocks.contains(where: { $0.value.hasPrefix("module_blacklist=") }) else { return nil }
    // A blacklist is about aliases only, which modprobe is not given here.
    let isReplaced = blocks.contains { $0.value.hasPrefix("install ") }
    return "modprobe \(isReplaced ? "--ignore-install " : "")\(module)"
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

  /// A place by which vfio_ap is there with the first card, where rules set the masks later: the rule of
  /// apmatrix waits for those of one name only.
  private static func early(_ place: String, _ facts: Facts) -> String? {
    let masks = MaskForecast(facts, isVFIOLoaded: true)
    return masks.rules != nil && !masks.isAheadOfCards ? place : nil
  }

  private static func isLoadedByOthers(_ facts: Facts) -> Bool {
    let boot = facts.boot
    if !boot.earlyPlaces.isEmpty || boot.softDependency != nil {
      return true
    }
    return facts.machine.starting != nil
  }

  /// Whether the rules that set masks load it, which they do only where they fire without it; those that write
  /// masks where none are do so in any case.
  private static func isLoadedByMasks(_ facts: Facts, _ isListed: Bool) -> Bool {
    guard let rules = facts.boot.maskRules, loads(rules, isListed) else { return false }
    return rules.masks == nil && !rules.astray.isEmpty
      || MaskForecast(facts, isVFIOLoaded: false).rules != nil
  }
}
