import APModel

/// Finds what is in the way of a guest that is to move to another host.
struct GuestMoveFinder {
  let uuid: String
  let matrix: Matrix
  let source: ComparedHost
  let target: ComparedHost
  /// The mdev of this uuid that is there already, and what its guest gets.
  let there: GuestAnalysis?
  /// What the guest gets there, or would get: an assignment filters its whole matrix.
  let outcome: GuestAnalysis

  init(_ uuid: String, _ matrix: Matrix, _ source: ComparedHost, _ target: ComparedHost) {
    self.uuid = uuid
    self.matrix = matrix
    self.source = source
    self.target = target
    there = target.analysis.guests.first { $0.mdev.uuid == uuid }
    var mdev = Mdev(uuid)
    mdev.assigned = matrix
    let settled = there.flatMap { $0.mdev.isSettled(as: matrix) ? $0 : nil }
    outcome = settled ?? target.analysis.guest(of: mdev)
  }

  /// Whether the whole of the other host could be seen.
  var completeness: GuestMove.Check {
    let rule = "target-seen"
    return target.snapshot.isComplete
      ? .met(rule, "everything of the other host could be read")
      : .unknown(
        rule, "not everything of the other host could be read",
        remedy: "see apmatrix status there, and compare again")
  }

  /// Whether the other host controls what the guest controls.
  var controlDomains: GuestMove.Check {
    let rule = "control-domains"
    let wanted = matrix.controlDomains
    guard !wanted.isEmpty else { return .met(rule, "the guest controls no domain") }
    guard let host = target.snapshot.bus.hostConfiguration else {
      return .unknown(
        rule, "which domains the other host may control is not known",
        remedy: "look at the LPAR's image profile: control domains \(wanted)")
    }
    let lacking = wanted.subtracting(host.controlDomains)
    guard !lacking.isEmpty else { return .met(rule, "the other host may control \(wanted)") }
    let fact = "the other host may not control \(lacking)"
    if let maximum = target.snapshot.bus.maximumDomain,
      let beyond = lacking.first(where: { $0 > maximum })
    {
      return .unmet(
        rule, "\(fact), and its machine has no domain above \(maximum)",
        remedy: "choose another host, or take control domain \(beyond) from the guest")
    }
    let noun = lacking.count == 1 ? "domain" : "domains"
    return .unmet(rule, fact, remedy: "add control \(noun) \(lacking) to that LPAR's image profile")
  }

  /// Whether the guest can go on running meanwhile.
  var migratability: GuestMove.Check {
    let rule = GuestMove.liveRule
    let sides = [("here", source), ("there", target)]
    let lacking = sides.filter { _, host in
      host.snapshot.capabilities.matrixFeatures?.contains("migratable") != true
    }
    let kernels =
      lacking.count == 1 ? "the kernel \(lacking[0].0) does" : "the kernels here and there do"
    return lacking.isEmpty
      ? .met(rule, "both kernels list migratable among vfio_ap's features")
      : .unmet(
        rule, "\(kernels) not list migratable among vfio_ap's features",
        remedy: "shut the guest down here and start it there, or detach its mdev while it moves")
  }
}
