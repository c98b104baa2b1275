/// The queues of a snapshot, found by name.
struct QueueIndex: Sendable {
  /// For each adapter, the domains whose queue is bound to vfio_ap.
  private(set) var passable: [AdapterID: DomainSet] = [:]
  private var positions: [APQN: Int] = [:]
  private let queues: [Queue]

  init(_ snapshot: HostSnapshot) {
    queues = snapshot.queues
    positions.reserveCapacity(queues.count)
    for (position, queue) in queues.enumerated() {
      positions[queue.id] = position
      if queue.isBoundToVFIO { passable[queue.id.adapter, default: []].insert(queue.id.domain) }
    }
  }

  /// The queue device with this name; nil if there is none.
  subscript(_ name: APQN) -> Queue? { positions[name].map { queues[$0] } }
}
