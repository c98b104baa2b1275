import APModel

/// Reads the guests, and what only the queues that they are assigned tell.
extension HostReader {
  /// Reads the mdevs, and of queues what is known only with them.
  func mdevs(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    let mdevReader = MdevReader(
      insists: insists, boundQueueCount: snapshot.queues.count(where: \.isBoundToVFIO))
    snapshot.mdevs = mdevReader.read(&snapshot.capabilities, &reader)
    readHiddenClaims(&snapshot, &reader)
    readGuestQueues(&snapshot, &reader)
    // One queue in a guest's matrix tells for the whole guest whether it runs.
    // What was read with the queues need not be asked again.
    var known: [APQN: PassthroughStatus] = [:]
    for queue in snapshot.queues { known[queue.id] = queue.details?.status }
    for (position, guest) in HostAnalysis.guests(of: snapshot).enumerated() {
      guard let queue = guest.effective.queues.first(where: { _ in true }) else { continue }
      guard let status = known[queue] ?? QueueReader.status(queue, &reader) else { continue }
      snapshot.capabilities.status = true
      snapshot.mdevs[position].isInUse = status == .inUse
    }
  }

  /// Whether the queues of guests work, and whether the next probe would take them away, also in a
  /// summary: it would not be known otherwise.
  private func readGuestQueues(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    guard depth == .summary else { return }
    let places = snapshot.placesOfGuestQueues
    readGuestOverrides(places, &snapshot, &reader)
    let states = QueueStateReader.states(of: places.map { snapshot.queues[$0].id }, &reader)
    for (place, state) in zip(places, states) {
      var details = snapshot.queues[place].details ?? QueueDetails()
      details.isConfigured = state.isConfigured
      details.isCheckstopped = state.isCheckstopped
      snapshot.queues[place].details = details
    }
  }

  /// A binding that is what the masks say hides an override that says something else.
  ///
  /// The kernel takes none while the masks are what somebody wrote, but beside masks of its own
  /// parameters (`ap.apmask`, `ap.aqmask`) it does.
  private func readGuestOverrides(
    _ places: [Int], _ snapshot: inout HostSnapshot, _ reader: inout AttributeReader
  ) {
    guard snapshot.capabilities.driverOverride, !asksOverrides else { return }
    let bus = snapshot.bus
    let unread = places.filter { $0 > 0 && bus.explainsBinding(of: snapshot.queues[$0]) }
    guard !unread.isEmpty else { return }
    let parameters = ["apmask", "aqmask"].map { reader.text("module/ap/parameters/" + $0) }
    guard parameters != ["(null)", "(null)"] else { return }
    let texts = QueueReader.driverOverrides(unread.map { snapshot.queues[$0].id }, &reader)
    for (place, text) in zip(unread, texts) {
      snapshot.queues[place].driverOverride = text.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  /// Where an mdev could not be read, only the queues themselves tell that they are assigned.
  private func readHiddenClaims(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    guard snapshot.mdevs.contains(where: { $0.assigned == nil }) else { return }
    let known = snapshot.mdevs.compactMap(\.assigned)
    var isClaimed = false
    for position in snapshot.queues.indices {
      let queue = snapshot.queues[position]
      guard queue.isBoundToVFIO, !known.contains(where: { $0.contains(queue.id) }) else { continue }
      var details = queue.details ?? QueueDetails()
      if depth == .summary { details.status = QueueReader.status(queue.id, &reader) }
      snapshot.queues[position].details = details
      isClaimed = isClaimed || details.status ?? .unassigned != .unassigned
    }
    guard isClaimed else { return }
    // What is freed last are the queues: a device without its driver may be theirs as long as they are not.
    for position in snapshot.mdevs.indices where snapshot.mdevs[position].state == .detached {
      snapshot.mdevs[position].state = .beingRemoved
    }
  }
}

extension HostSnapshot {
  /// Where in `queues` those are that an mdev is assigned, or that have an owner which can't be read.
  fileprivate var placesOfGuestQueues: [Int] {
    let assigned = mdevs.compactMap(\.assigned)
    return queues.indices.filter { place in
      let queue = queues[place]
      if let status = queue.details?.status { return status != .unassigned }
      return assigned.contains { $0.contains(queue.id) }
    }
  }
}
