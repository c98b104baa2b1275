/// An event of a boot as udev compares it with rules about the AP masks.
///
/// What is seen of it is certain; of what a rule asks beside that, nothing is known.
struct BootEvent {
  /// How a rule, or a part of one, compares.
  enum Match: Comparable {
    case no
    case maybe
    case yes
  }

  /// The values of keys; several where udev takes more than one word for the same.
  private let values: [String: [String]]
  /// Whether it is an event of the bus itself, of which no other environment and attributes are.
  private let isOfBus: Bool

  /// udev's coldplug asks for `add` of `/bus/ap`.
  ///
  /// - Parameters:
  ///   - isComplete: whether all queues have a driver by then.
  ///   - hasCount: whether the kernel has `bindings_complete_count` (Linux 6.19).
  static func coldplug(isComplete: Bool, hasCount: Bool) -> BootEvent {
    var values = [
      "ACTION": ["add"], "DEVPATH": ["/bus/ap"], "KERNEL": ["ap"],
      "SUBSYSTEM": ["bus", "class", "subsystem"],
      "ATTR{bindings}": [isComplete ? "1/1 (complete)" : "0/1"],
    ]
    if hasCount { values["ATTR{bindings_complete_count}"] = [isComplete ? "1" : "0"] }
    return BootEvent(values: values, isOfBus: true)
  }

  /// The kernel tells that all queues have a driver.
  ///
  /// - Parameter count: for the how-manieth time; a rule that asks for the first is too late for others.
  static func complete(count: Int) -> BootEvent {
    let values = [
      "ACTION": ["change"], "DEVPATH": ["/devices/ap"], "KERNEL": ["ap"], "SUBSYSTEM": ["ap"],
      "ENV{BINDINGS}": ["complete"], "ENV{COMPLETECOUNT}": ["\(count)"],
    ]
    return BootEvent(values: values, isOfBus: true)
  }

  /// Any event of another device.
  static let other = BootEvent(values: [:], isOfBus: false)

  /// Where its device is; nil if it may be any other one.
  var device: MaskPath.Place? { values["DEVPATH"]?.first?.split(separator: "/") }

  /// How a rule compares: by its worst part.
  func match(_ rule: UdevRuleLine) -> Match {
    guard UdevRuleEvent.mismatch(rule) == nil else { return .no }
    return rule.parts.map(match).min() ?? .yes
  }

  private func match(_ part: UdevRuleLine.Part) -> Match {
    let isEqual = part.operator == "=="
    guard isEqual || part.operator == "!=" else { return .yes }
    guard isOfBus else { return matchElsewhere(part, isEqual) }
    guard let found = values[part.key] ?? (part.key.hasPrefix("ENV{") ? [""] : nil) else {
      // An attribute that is not there fails a comparison, whatever it is compared with.
      return part.key.hasPrefix("ATTR{bindings") ? .no : .maybe
    }
    // How many queues there are is not known.
    if part.key == "ATTR{bindings}", part.value.contains(where: \.isNumber) { return .maybe }
    let matches = found.map { UdevPattern.match($0, part.value) }
    guard let best = matches.max() else { return .maybe }
    if best == .maybe { return .maybe }
    return (best == .yes) == isEqual ? .yes : .no
  }

  /// What only the bus has, no other device's event has.
  private func matchElsewhere(_ part: UdevRuleLine.Part, _ isEqual: Bool) -> Match {
    if part.key.hasPrefix("ATTR{bindings") { return .no }
    let ofBus = ["/bus/ap", "/devices/ap"].contains(part.value) && part.key == "DEVPATH"
    let isOwn = ["ENV{BINDINGS}", "ENV{COMPLETECOUNT}"].contains(part.key)
    return isEqual && (ofBus || isOwn) ? .no : .maybe
  }
}
