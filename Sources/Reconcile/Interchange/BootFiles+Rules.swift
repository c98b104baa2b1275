internal import APModel
public import SystemPackage

/// The rules for the masks, held against those that are there.
extension BootFiles {
  /// - Parameter next: other masks that the next boot gives, whatever the rules say; nil if that is not known.
  func rulesDifference(
    _ masks: Masks?, _ next: Masks?, _ read: Reading
  ) throws(FileFault) -> Difference? {
    let bytes = try contents(rules, read)
    let old = bytes.map(UdevRules.init)
    guard let masks else {
      guard let was = old?.masks, was != .full else { return nil }
      let reason = "clears masks, with which the kernel refuses every driver_override; remove it"
      return Difference(path: rules, reason: reason, isThere: true, text: nil)
    }
    let text = UdevRules.text(masks)
    var reason = Self.reason(old, masks)
    if let old, old.masks == masks, old.faults.isEmpty {
      // What says the right masks may say them where no event of a boot comes to it.
      let isSilent = next == nil && !old.mayGive(masks)
      guard next != nil || isSilent, bytes != Array(text.utf8) else { return nil }
      reason =
        "sets the declared masks, but by no event of a boot"
        + (isSilent ? "" : " like the last one")
    }
    // A host starts with full masks where nothing else is said.
    if old == nil, masks == .full { return nil }
    let isOwn = old?.masks.map { Array(UdevRules.text($0).utf8) } == bytes
    return Difference(
      path: rules, reason: reason, isThere: old != nil, text: text,
      copy: isOwn ? nil : rules + ".old")
  }

  /// That no file hands queues over where `driver_override` does it, so that only an agent can; nil where no
  /// guest needs one.
  ///
  /// - Throws: the rules, if they can't be read, with the errno.
  public func missingOverrides(
    _ configuration: Configuration, _ read: Reading
  ) throws(FileFault) -> Difference? {
    guard configuration.ownership == .driverOverride,
      configuration.guests.contains(where: { $0.matrix.queueCount > 0 })
    else { return nil }
    let text = try contents(rules, read)
    // Which queues guests have by somebody's own rules is not known.
    if let text, !UdevRules(text).overrides.isEmpty { return nil }
    let reason =
      "sets no driver_override, without which guests get no queue: enable the agent with policy:"
      + " {mode: enforce}"
    return Difference(path: rules, reason: reason, isThere: text != nil, text: nil)
  }

  private static func reason(_ old: UdevRules?, _ masks: Masks) -> String {
    let declared = "declared is to leave vfio_ap \(free(masks))"
    guard let old else { return "no rule sets the masks at boot; \(declared)" }
    if let fault = old.faults.first { return "\(fault)" }
    guard let was = old.masks else { return "sets no masks; \(declared)" }
    return "leaves vfio_ap \(free(was)); \(declared)"
  }

  /// What masks keep from host drivers.
  private static func free(_ masks: Masks) -> String {
    let adapters = AdapterSet.all.subtracting(masks.adapters)
    let domains = DomainSet.all.subtracting(masks.domains)
    return "adapters \(adapters) and domains \(domains)"
  }
}
