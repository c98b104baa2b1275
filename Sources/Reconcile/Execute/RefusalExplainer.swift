import APModel
import SystemPackage

/// Says what an errno means for one write: the queue, its owner, the way out.
struct RefusalExplainer {
  let probe: HostProbe
  /// The names of the guests by uuid.
  let names: [String: String]

  func explain(_ operation: PlanOperation, _ errno: Errno) -> String {
    switch (operation, errno) {
    case (_, .addressNotAvailable): return reserved(operation)
    case (_, .addressInUse): return taken(operation)
    case (.changeMask(let change), .resourceBusy): return vetoed(change)
    case (.changeMask, .invalidArgument):
      guard hasOverrides else { return Self.counted }
      return
        "some queue has a driver_override, with which this kernel refuses every mask write; clear"
        + " it first"
    case (.create, .fileExists): return "an mdev of this name exists already; choose another uuid"
    case (.create, .tooManyUsers):
      return "the host has no instance left; remove an mdev that is not needed"
    case (.override, .invalidArgument):
      return "apmask or aqmask has a bit clear; write all ones to both, or hand over by masks"
    case (_, .operationNotSupportedByDevice): return gone(operation)
    case (_, .noSuchFileOrDirectory):
      return "it is not there any more; see apmatrix status and plan again"
    case (_, .interrupted), (_, .resourceTemporarilyUnavailable):
      return "the kernel was busy; run the command again"
    default: return WriteAdvice.text(errno) ?? "see the kernel's log"
    }
  }

  /// The kernel counts overrides, and forgets to count down when a queue leaves with one.
  static let counted =
    "no queue has a driver_override any more, but this kernel still counts one that has left with its"
    + " queue, and refuses every mask write; only a restart of the host cures that; until then hand over"
    + " by driver_override (\"ownership: driver-override\", where both masks are all ones)"

  /// Why the kernel refused a write.
  func failure(_ operation: PlanOperation, _ write: AttributeWrite, _ errno: Errno) -> StepFailure {
    if case .changeMask = operation, errno == .invalidArgument, !hasOverrides {
      return .overrideCounted(write)
    }
    return .refused(write, errno, explanation: explain(operation, errno))
  }

  private func matrix(_ operation: PlanOperation) -> Matrix? {
    switch operation {
    case .configure(_, let matrix): return matrix
    case .assign(let uuid, let member):
      guard var matrix = try? probe.matrix(uuid) else { return nil }
      member.apply(to: &matrix, inserting: true)
      return matrix
    default: return nil
    }
  }

  private func reserved(_ operation: PlanOperation) -> String {
    let wayOut = "clear their adapter in apmask or their domain in aqmask first"
    guard let matrix = matrix(operation), let masks = try? probe.masks() else {
      return "the masks reserve a queue of it for the host; \(wayOut)"
    }
    if masks == .full, hasOverrides {
      return "apmask and aqmask reserve every queue that is not bound with a driver_override; write"
        + " vfio_ap to the driver_override of each queue of it, and bind those that vfio_ap does not"
        + " have"
    }
    let shared = matrix.intersection(masks.matrix).queues
    return "the host keeps \(QueueList.text(shared)) (apmask and aqmask); \(wayOut)"
  }

  /// Whether queues are handed over by overrides, with which the kernel refuses every mask write.
  private var hasOverrides: Bool {
    let queues = (try? probe.devices().queues) ?? []
    return queues.contains { ((try? probe.driverOverride($0)) ?? nil) != nil }
  }

  private func taken(_ operation: PlanOperation) -> String {
    if let matrix = matrix(operation),
      let owner = owners(sharing: matrix, except: operation.uuid).first
    {
      let shared = QueueSet(matrix.intersection(owner.matrix))
      return "\(QueueList.text(shared, "belongs", "belong")) to \(owner.name); unassign "
        + (shared.count == 1 ? "it" : "them") + " there first"
    }
    return
      "another mdev has a queue of it; unassign it there first, or wait for that mdev's removal"
  }

  private func vetoed(_ change: MaskChange) -> String {
    let bits = reservation(change)
    let facts = owners(sharing: bits, except: nil).map { owner in
      "\(owner.name) has \(QueueList.text(owner.matrix.intersection(bits).queues))"
    }
    guard !facts.isEmpty else {
      return "an mdev has a queue that the bits would reserve; unassign it first"
    }
    return facts.joined(separator: " and ") + "; unassign them first, or leave the bits clear"
  }

  /// The queues for which the kernel asks mdevs: since Linux 6.19 it does not look at the other mask.
  private func reservation(_ change: MaskChange) -> Matrix {
    let masks = MaskVeto(probe.capabilities).isWide ? nil : try? probe.masks()
    switch change {
    case .adapters(let old, let new):
      return Matrix(adapters: new.subtracting(old), domains: masks?.domains ?? .all)
    case .domains(let old, let new):
      return Matrix(adapters: masks?.adapters ?? .all, domains: new.subtracting(old))
    }
  }

  private func gone(_ operation: PlanOperation) -> String {
    switch operation {
    case .configure, .assign, .unassign:
      return "a number is above what the machine had when the mdev was made; create the mdev anew"
    default: return "the device is not there, or belongs to the other kind of driver; plan again"
    }
  }

  private func owners(
    sharing matrix: Matrix, except uuid: String?
  ) -> [(name: String, matrix: Matrix)] {
    ((try? probe.mdevs()) ?? []).filter { $0 != uuid }.compactMap { other in
      guard let held = try? probe.matrix(other), held.sharesQueues(with: matrix) else { return nil }
      return (names[other].map(GuestLabel.text) ?? "mdev \(other)", held)
    }
  }
}
