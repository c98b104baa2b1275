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

/// A pattern of udev: alternatives between `|`, each with `*` and `?`.
enum UdevPattern {
  /// Whether a text is as the pattern wants it; what has brackets is left to udev.
  static func match(_ text: String, _ pattern: String) -> BootEvent.Match {
    let alternatives = pattern.utf8.split(
      separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    if alternatives.contains(where: { $0.contains(UInt8(ascii: "[")) }) { return .maybe }
    let bytes = Array(text.utf8)
    return alternatives.contains { fits(bytes, Array($0)) } ? .yes : .no
  }

  /// Goes back to the last star only: with many of them, trying all would never end.
  private static func fits(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (place, asked) = (0, 0)
    var star: (asked: Int, place: Int)?
    while place < text.count {
      let sign = asked < pattern.count ? pattern[asked] : nil
      if sign == UInt8(ascii: "*") {
        star = (asked, place)
        asked += 1
      } else if sign == UInt8(ascii: "?") || sign == text[place] {
        place += 1
        asked += 1
      } else if let last = star {
        star = (last.asked, last.place + 1)
        (asked, place) = (last.asked + 1, last.place + 1)
      } else {
        return false
      }
    }
    return pattern[asked...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
