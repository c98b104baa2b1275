/// The events that udev compares with a rule about the AP bus as a whole.
///
/// The kernel sends `add` for `/bus/ap` when udev's coldplug asks for it, with the subsystem `bus`;
/// udev takes `bus`, `class` and `subsystem` there for one. `/devices/ap` is a device of the bus `ap`.
enum UdevRuleEvent {
  private static let subsystems: [String: Set<String>] = [
    "/bus/ap": ["bus", "class", "subsystem"], "/devices/ap": ["ap"],
  ]

  /// Why no event can match a rule; nil if one may.
  static func mismatch(_ rule: UdevRuleLine) -> String? {
    guard let path = rule.value("DEVPATH", "=="), let possible = subsystems[path],
      let wanted = rule.value("SUBSYSTEM", "==")
    else { return nil }
    // What has a pattern in it is left to udev.
    guard !wanted.contains(where: { "*?[".contains($0) }) else { return nil }
    guard possible.isDisjoint(with: wanted.split(separator: "|").map(String.init)) else {
      return nil
    }
    let name = path == "/bus/ap" ? "subsystem" : "ap"
    return "to udev the subsystem of \(path) is \(name), not \(wanted)"
  }
}
