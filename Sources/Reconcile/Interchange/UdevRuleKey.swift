/// The keys of udev's rules, and what may be done with each.
///
/// Source: `parse_token` of systemd's `udev-rules.c`, where any other key makes it drop the rule.
enum UdevRuleKey {
  private static let compared: Set<String> = [
    "ACTION", "DEVPATH", "KERNEL", "SUBSYSTEM", "DRIVER", "KERNELS", "SUBSYSTEMS", "DRIVERS",
    "TAGS",
    "RESULT",
  ]
  private static let assigned: Set<String> = ["OPTIONS", "OWNER", "GROUP", "MODE"]
  private static let both: Set<String> = ["NAME", "SYMLINK", "TAG", "PROGRAM"]
  private static let bothWithName: Set<String> = ["ATTR", "SYSCTL", "ENV"]
  /// The names that a key may have in its braces, where not any will do.
  private static let names: [String: Set<String>] = [
    "CONST": ["arch", "virt", "cvm"], "RUN": ["program", "builtin"],
    "IMPORT": ["program", "builtin", "file", "db", "cmdline", "parent"],
  ]

  private static let comparisons: Set<String> = ["==", "!="]
  private static let operators: Set<String> = ["==", "!=", "=", "+=", "-=", ":="]

  /// Whether udev understands a part's key, and its operator there.
  static func takes(_ part: UdevRuleLine.Part) -> Bool {
    let key = String(part.key.prefix { $0 != "{" })
    let name =
      key.count == part.key.count ? nil : String(part.key.dropFirst(key.count + 1).dropLast())
    guard operators.contains(part.operator), part.operator != "-=" || key == "TAG" else {
      return false
    }
    if let name, let known = names[key], !known.contains(name) { return false }
    return takes(key, name, part.operator)
  }

  private static func takes(_ key: String, _ name: String?, _ sign: String) -> Bool {
    let compares = comparisons.contains(sign)
    switch key {
    case "ATTRS", "CONST": return name != nil && compares
    case "TEST": return compares
    case "SECLABEL": return name != nil && !compares
    case "RUN": return !compares
    case "IMPORT": return name != nil
    case "GOTO", "LABEL": return name == nil && sign == "="
    default: break
    }
    if compared.contains(key) { return name == nil && compares }
    if assigned.contains(key) { return name == nil && !compares }
    return both.contains(key) ? name == nil : bothWithName.contains(key) && name != nil
  }

  /// Whether a part does something, as a rule without such a part is dropped.
  static func acts(_ part: UdevRuleLine.Part) -> Bool {
    let runs = part.key == "PROGRAM" || part.key.hasPrefix("IMPORT{")
    return runs || !comparisons.contains(part.operator)
  }
}
