internal import APModel
internal import Reconcile

/// What of a declared matrix an mdev can be given where each queue is handed over by its override: the
/// kernel assigns no queue there that is not handed over yet.
struct OfferedPart {
  private let offered: QueueSet

  /// - Parameter offered: the queues that are there and can be handed over.
  init(_ offered: QueueSet) { self.offered = offered }

  /// What a guest should have for now; it never costs it a queue that it could have.
  ///
  /// - Parameters:
  ///   - declared: all that it is to have.
  ///   - held: what its mdev holds; nil if there is none.
  func goal(_ declared: Matrix, holding held: Matrix?) -> Matrix {
    var goal = part(of: declared)
    if let kept = held?.intersection(declared) {
      let gains = !QueueSet(goal).subtracting(QueueSet(kept)).isEmpty
      let losses = !QueueSet(part(of: kept)).subtracting(QueueSet(goal)).isEmpty
      // Unassigning needs nobody's leave, and what comes back to the mdev needs no assignment.
      if !gains || losses { goal = kept }
    }
    goal.controlDomains = declared.controlDomains
    return goal
  }

  /// The domains that are there at all, with the adapters that have all of these, as the kernel filters.
  private func part(of matrix: Matrix) -> Matrix {
    let rows = offered.intersection(matrix).domainsByAdapter
    let domains = rows.values.reduce(DomainSet()) { $0.union($1) }
    return Matrix(adapters: AdapterSet(rows.filter { $0.value == domains }.keys), domains: domains)
  }
}
