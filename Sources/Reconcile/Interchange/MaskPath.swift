/// Where `ATTR{...}` of a rule leads, seen from a mask of the AP bus.
///
/// udev joins the path in the braces below the device's directory, an absolute one, too, and the kernel takes the
/// `..` in it; `[subsystem/ap]` is the bus, whatever the device is (findings/udev-joins-an-absolute-attribute.sh).
enum MaskPath {
  /// Where a path leads.
  enum End {
    /// To the mask, as far as is known.
    case mask
    /// To an attribute of the same name that is not the bus's.
    case other
    /// To where no such attribute is.
    case nowhere
  }

  /// A place below `/sys`, part by part.
  typealias Place = [Substring]

  private static let bus = "[subsystem/ap]"

  /// Where a part of a rule leads; nil if it assigns no attribute of that name.
  ///
  /// - Parameter devices: those whose events the rule may see; nil if that is not known.
  static func end(_ part: UdevRuleLine.Part, _ mask: String, from devices: [Place]?) -> End? {
    guard part.assigns, part.key.hasPrefix("ATTR{") else { return nil }
    let path = part.key.dropFirst(5).dropLast()
    if path.hasPrefix(bus) {
      let steps = path.dropFirst(bus.count).split(separator: "/")
      return steps.last.map { $0 == mask } == true ? end(steps, mask, [["bus", "ap"]]) : nil
    }
    // A bus is no device of a subsystem `bus`: udev takes the brackets for a name.
    if path == "[bus/ap]\(mask)" { return .nowhere }
    let steps = path.split(separator: "/")
    guard steps.last.map({ $0 == mask }) == true else { return nil }
    return path.hasPrefix("/") ? .nowhere : end(steps, mask, devices)
  }

  private static func end(_ steps: [Substring], _ mask: String, _ devices: [Place]?) -> End {
    // A link of sysfs may stand between.
    let isPlain = steps.allSatisfy { ["..", ".", "bus", "ap", "devices", mask[...]].contains($0) }
    guard let devices, isPlain else { return .mask }
    let wanted: Place = ["bus", "ap", mask[...]]
    if devices.contains(where: { resolve(steps, below: $0) == wanted }) { return .mask }
    let isOfAP = devices.contains { $0.contains("ap") || $0.contains("vfio_ap") }
    return steps.count == 1 && !isOfAP ? .other : .nowhere
  }

  private static func resolve(_ steps: [Substring], below device: Place) -> Place? {
    var place = device
    for step in steps where step != "." {
      if step != ".." {
        place.append(step)
      } else if place.popLast() == nil {
        return nil
      }
    }
    return place
  }

  /// The devices whose events a rule may see by what itself compares; nil if it does not tell.
  ///
  /// The numbers of cards and queues do not matter, only how deep they lie.
  static func devices(_ rule: UdevRuleLine) -> [Place]? {
    if let path = rule.value("DEVPATH", "=="), !path.contains(where: { "*?[".contains($0) }) {
      return path.split(separator: "|").map { $0.split(separator: "/") }
    }
    let (root, card): (Place, Place) = (["devices", "ap"], ["devices", "ap", "card"])
    let queue: Place = card + ["queue"]
    switch rule.value("SUBSYSTEM", "==") {
    case "zcrypt": return [["devices", "virtual", "zcrypt", "node"]]
    case "ap": break
    default: return nil
    }
    switch rule.value("ENV{DEVTYPE}", "==") {
    case "ap_card": return [card]
    case "ap_queue": return [queue]
    default: break
    }
    guard let kernel = rule.value("KERNEL", "==") else { return [root, card, queue] }
    return kernel.split(separator: "|").flatMap { name -> [Place] in
      if name == "ap" { return [root] }
      if name.hasPrefix("card") { return [card] }
      return name.contains { $0 == "." } ? [queue] : [root, card, queue]
    }
  }
}
