import APModel
import Reconcile

/// Finds what is in the way of a guest that is to move to another host.
struct GuestMoveFinder {
  let uuid: String
  let matrix: Matrix
  let source: ComparedHost
  let target: ComparedHost

  init(_ uuid: String, _ matrix: Matrix, _ source: ComparedHost, _ target: ComparedHost) {
    self.uuid = uuid
    self.matrix = matrix
    self.source = source
    self.target = target
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

  /// Whether the guest's mdev can be made there, or is there as it must be.
  var mediatedDevice: GuestMove.Check {
    let rule = "mdev"
    guard !target.snapshot.hidesMdevs else {
      return .unknown(
        rule, "which mdevs are there could not be read",
        remedy: "see apmatrix status there, and compare again")
    }
    guard target.snapshot.capabilities.vfioAP else {
      return .unmet(
        rule, "vfio_ap is not loaded there", remedy: "load it there: modprobe vfio_ap")
    }
    guard !target.snapshot.bus.lacksHostConfiguration else {
      return .unmet(
        rule, "vfio_ap passes no queue on there: the machine has no QCI facility",
        remedy: "choose another host; an mdev can be made there, and its guest gets nothing")
    }
    guard let there = target.snapshot.mdevs.first(where: { $0.uuid == uuid }) else {
      return .met(rule, "the uuid is free there")
    }
    if there.isInUse == true {
      let user = there.process.map { " by process \($0.pid)" } ?? ""
      return .unmet(
        rule, "an mdev of this uuid is there and is in use\(user)",
        remedy: "see which guest it is there; two guests can't have one uuid")
    }
    guard let assigned = there.assigned else {
      return .unknown(
        rule, "an mdev of this uuid is there, and what it is assigned could not be read",
        remedy: there.hiddenRemedy)
    }
    guard assigned == matrix else {
      return .unmet(
        rule, "the mdev is there with another matrix",
        remedy: "compare with apmatrix status --guest \(uuid) on both hosts, and mend the"
          + " configuration there")
    }
    return .met(rule, "the mdev is there with the same matrix")
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
    return lacking.isEmpty
      ? .met(rule, "the other host may control \(wanted)")
      : .unmet(
        rule, "the other host may not control \(lacking)",
        remedy: "add control \(lacking.count == 1 ? "domain" : "domains") \(lacking) to that LPAR's"
          + " image profile")
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
