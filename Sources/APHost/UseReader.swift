import APModel

/// Finds out from the queues' `status` which guests run.
struct UseReader {
  private let depth: ReadDepth

  init(_ depth: ReadDepth) { self.depth = depth }

  /// A queue that a guest gets tells for the whole guest whether it runs; where no guest has one, any
  /// queue of vfio_ap tells whether the kernel has the attribute.
  func read(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    let witnesses = HostAnalysis.guests(of: snapshot).map(\.witnesses)
    guard witnesses.contains(where: { !$0.isEmpty }) else {
      // Where an mdev is hidden, they were asked already.
      guard depth.readsQueues, snapshot.mdevs.allSatisfy({ $0.assigned != nil }),
        let queue = snapshot.queues.first(where: \.isBoundToVFIO)
      else { return }
      snapshot.capabilities.status = QueueReader.statuses(of: [queue.id], &reader)[0] != nil
      return
    }
    let statuses = statuses(of: witnesses.flatMap(\.self), &reader)
    for (place, queues) in zip(snapshot.mdevs.indices, witnesses) {
      let known = queues.compactMap { statuses[$0] }
      guard !known.isEmpty else { continue }
      snapshot.capabilities.status = true
      snapshot.mdevs[place].isInUse = known.contains(.inUse)
      snapshot.mdevs[place].unusedAdapters = unused(queues, statuses, &reader)
    }
  }

  private func statuses(
    of queues: [APQN], _ reader: inout AttributeReader
  ) -> [APQN: PassthroughStatus] {
    var found: [APQN: PassthroughStatus] = [:]
    for (queue, status) in zip(queues, QueueReader.statuses(of: queues, &reader)) {
      found[queue] = status
    }
    return found
  }

  /// The adapters of those witnesses that are in no guest while another one's guest runs.
  ///
  /// The guest may have started or ended while they were asked: what counts is what they say when they
  /// are asked again, if the other is in use before and after that.
  private func unused(
    _ witnesses: [APQN], _ statuses: [APQN: PassthroughStatus], _ reader: inout AttributeReader
  ) -> AdapterSet {
    let idle = witnesses.filter { statuses[$0] == .assigned }
    guard !idle.isEmpty, let used = witnesses.first(where: { statuses[$0] == .inUse }) else {
      return []
    }
    let again = self.statuses(of: idle, &reader)
    guard self.statuses(of: [used], &reader)[used] == .inUse else { return [] }
    return AdapterSet(idle.filter { again[$0] == .assigned }.map(\.adapter))
  }
}
