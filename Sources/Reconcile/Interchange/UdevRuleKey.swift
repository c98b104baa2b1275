/// The keys of udev's rules, and what may be done with each.
///
/// Source: `parse_token` of systemd's `udev-rules.c`, where any other key makes it drop the rule.
enum UdevRuleKey {
  private static let compared: Set<String> = [
    "ACTION", "DEVPATH", "KERNEL", "SUBSYSTEM", "DRIVER", "KERNELS", "SUBSYSTEMS", "DRIVERS",
    "TAGS",
    "RESULT",
  ]
  private static let comparedWithName: Set<String> = ["ATTRS", "CONST"]
  private static let assigned: Set<String> = ["OPTIONS", "OWNER", "GROUP", "MODE"]
  private static let both: Set<String> = ["NAME", "SYMLINK", "TAG", "PROGRAM", "TEST"]
  private static let bothWithName: Set<String> = ["ATTR", "SYSCTL", "ENV", "IMPORT"]
  private static let jumps: Set<String> = ["GOTO", "LABEL"]

  private static let comparisons: Set<String> = ["==", "!="]
  private static let operators: Set<String> = ["==", "!=", "=", "+=", "-=", ":="]

  /// Whether udev understands a part's key, and its operator there.
  static func takes(_ part: UdevRuleLine.Part) -> Bool {
    let name = part.key.prefix { $0 != "{" }
    let hasName = name.endIndex != part.key.endIndex
    let key = String(name)
    guard operators.contains(part.operator) else { return false }
    let compares = comparisons.contains(part.operator)
    if compared.contains(key) { return !hasName && compares }
    if comparedWithName.contains(key) { return hasName && compares }
    if assigned.contains(key) || key == "SECLABEL" {
      return (key == "SECLABEL") == hasName && !compares
    }
    if key == "RUN" { return !compares }
    if key == "TEST" { return true }
    if both.contains(key) { return !hasName }
    if bothWithName.contains(key) { return hasName }
    return jumps.contains(key) && !hasName && part.operator == "="
  }
}
