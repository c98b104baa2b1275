import APModel

/// Looks whether the host still has a queue that answers, of each kind of card until one does.
///
/// zcrypt sets a single queue offline when a request fails in it, and a queue can be off or have stopped while its
/// card answers: the card's own files tell none of that. So on a healthy host one queue of each kind is asked.
struct WorkingQueueReader {
  private let readsBindState: Bool

  /// - Parameter bus: whose features say whether the machine keeps a secure guest's bind state.
  init(_ bus: BusState) { readsBindState = bus.features?.contains("APSB") ?? false }

  /// Completes the details of the host's queues by what decides whether zcrypt uses them.
  func read(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    var places: [CardMode?: [Int]] = [:]
    let cards = snapshot.cards.filter { Outage($0) == nil && $0.isOnline != false }
    let modes = Dictionary(uniqueKeysWithValues: cards.map { ($0.id, $0.mode) })
    // What a guest is assigned answers for it, whoever has it.
    let claims = snapshot.mdevs.compactMap(\.assigned)
    for (place, queue) in snapshot.queues.enumerated()
    where queue.isHosted && !claims.contains(where: { $0.contains(queue.id) }) {
      if let mode = modes[queue.id.adapter] { places[mode, default: []].append(place) }
    }
    for (_, some) in places.sorted(by: { $0.value[0] < $1.value[0] }) {
      for place in some {
        snapshot.queues[place].details = details(of: snapshot.queues[place], &reader)
        if snapshot.queues[place].details?.silence == nil { break }
      }
    }
  }

  private func details(of queue: Queue, _ reader: inout AttributeReader) -> QueueDetails {
    var details = queue.details ?? QueueDetails()
    if let tree = reader.queues {
      guard let shown = tree.attributes(of: queue.id)?.details else { return details }
      (details.isOnline, details.isConfigured) = (shown.isOnline, shown.isConfigured)
      details.isCheckstopped = shown.isCheckstopped
      if readsBindState { details.functions = shown.functions }
      return details
    }
    // What a plan is made from is read already.
    var names: [String] = []
    if details.isOnline == nil { names.append("online") }
    if details.isConfigured == nil { names.append("config") }
    if details.isCheckstopped == nil { names.append("chkstop") }
    if readsBindState, details.functions == nil { names.append("ap_functions") }
    let files = QueueFiles(queue.id, names)
    files.take(reader.texts(files.paths), into: &details, &reader)
    return details
  }
}
