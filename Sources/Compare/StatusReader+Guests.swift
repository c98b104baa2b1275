import APModel

extension StatusReader {
  static func mdev(_ fields: StatusFields) throws(StatusFault) -> Mdev {
    var mdev = Mdev(try fields.required("uuid", "a uuid", try fields.text("uuid")))
    mdev.state =
      try fields.parsed("state", "active, detached or being removed", Mdev.State.init) ?? .active
    mdev.assigned = try fields.matrix("assigned")
    mdev.guestMatrix = try guestMatrix(fields)
    mdev.unusedAdapters = try unusedAdapters(fields)
    mdev.unreadable = try fields.text("unreadable")
    mdev.unconfirmedReason = try fields.text("unconfirmedReason")
    mdev.isInUse = try fields.flag("inUse")
    mdev.group = try fields.number("group")
    let name = try fields.text("name")
    mdev.process = try fields.number("pid").map { GuestProcess(pid: $0, name: name) }
    mdev.declaredName = name
    return mdev
  }

  /// What the kernel said: all that the guest gets, or what stood before the end of its page.
  private static func guestMatrix(_ fields: StatusFields) throws(StatusFault) -> MatrixText? {
    let source = try fields.parsed(
      "effectiveSource", "kernel, computed or unknown", GuestAnalysis.Source.init)
    let unconfirmed = try fields.texts("unconfirmed") ?? []
    guard let effective = try fields.matrix("effective"), source == .kernel || !unconfirmed.isEmpty
    else { return nil }
    return MatrixText(
      effective, lines: source == .kernel ? nil : effective.queueCount - unconfirmed.count)
  }

  /// What the rule gave and queues of the running guest showed to be missing.
  private static func unusedAdapters(_ fields: StatusFields) throws(StatusFault) -> AdapterSet {
    let source = try fields.text("effectiveSource")
    guard source == GuestAnalysis.Source.computed.rawValue,
      let ruled = try fields.matrix("computed"), let effective = try fields.matrix("effective")
    else { return [] }
    return ruled.adapters.subtracting(effective.adapters)
  }
}
