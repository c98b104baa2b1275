internal import APModel
internal import Uevents

/// A guest's queue that a driver of the host had between two looks, by the word of an event.
struct Visit: Hashable, Sendable {
  /// What a look would have found.
  let found: ExposedQueue
  /// When the event arrived.
  let since: Instant
}

/// Hears which drivers of the host have guests' queues while nobody looks.
///
/// Events may arrive long after they happened, so the kernel's numbers alone say between which looks that
/// was. A queue counts as a guest's at a moment if the look before and the one after show it so: where it
/// was taken from the guest in between nothing tells what came first, but for the end of an mdev, which has
/// an event of its own.
struct VisitWatch: Sendable {
  private struct Binding {
    let queue: APQN
    let driver: String
    let number: UInt64
    let at: Instant
  }

  /// So many wait for a look at most: one that the kernel blocks may take hours.
  private static let most = 20_000

  private var bindings: [Binding] = []
  private var ends: [Tenure.End] = []
  private var tenures: [String: Tenure] = [:]
  /// What the last look showed with drivers of the host.
  private var exposed: Set<APQN> = []
  /// For queues that were told of as exposed, the number up to which events tell nothing more.
  private var told: [APQN: UInt64] = [:]
  /// The highest number that was heard: what is known where the kernel's count can't be read.
  private var newest: UInt64 = 0

  /// Takes events in.
  ///
  /// - Parameter isLooking: whether a look is under way, which may show more guests than are known.
  mutating func hear(
    _ meanings: [UeventMeaning], _ numbers: [UInt64?], isLooking: Bool, at now: Instant
  ) {
    for (meaning, number) in zip(meanings, numbers) {
      guard let number else { continue }
      newest = max(newest, number)
      switch meaning {
      case .queue(let queue, .bound(let driver?)) where driver != DriverName.vfioAP:
        // Of a storm's events those of guests are few.
        guard bindings.count < Self.most,
          isLooking || tenures.values.contains(where: { $0.has(queue) })
        else { continue }
        bindings.append(Binding(queue: queue, driver: driver, number: number, at: now))
      case .mdev(let uuid, .removed), .mdev(let uuid, .unbound):
        ends.append(Tenure.End(uuid: uuid, number: number))
      default: break
      }
    }
  }

  /// Events were lost, or nobody hears them: what is known of guests is not known any more to be so since.
  mutating func forget() { (bindings, ends, tenures) = ([], [], [:]) }

  /// Takes note of a look.
  ///
  /// - Returns: of which visits the events before it tell: those that no look has shown, and the beginnings
  ///   of those that this one shows first.
  mutating func look(_ look: Look) -> (passed: [Visit], shown: [Visit]) {
    let mark = look.mark ?? newest
    let shown = Set(look.exposed.map(\.queue))
    let beginnings = beginnings(of: shown.subtracting(exposed), look, mark)
    for queue in exposed.union(shown) { told[queue] = mark }
    exposed = look.isComplete ? shown : exposed.union(shown)
    var visits: [Visit] = []
    var rest: [Binding] = []
    for binding in bindings {
      guard binding.number <= mark else {
        rest.append(binding)
        continue
      }
      guard binding.number > told[binding.queue] ?? 0 else { continue }
      let found = guests(of: binding, look)
      visits += found.map { Visit(found: $0, since: binding.at) }
      if !found.isEmpty { told[binding.queue] = mark }
      // Whose it is now could not be read.
      if found.isEmpty, !look.isComplete { rest.append(binding) }
    }
    settle(look, (mark, max(mark, look.endMark ?? newest)))
    bindings = rest.filter { binding in tenures.values.contains { $0.has(binding.queue) } }
    return (visits, beginnings)
  }

  /// What events before a look tell of queues that it shows, in their order.
  private func beginnings(of queues: Set<APQN>, _ look: Look, _ mark: UInt64) -> [Visit] {
    bindings.filter { binding in
      queues.contains(binding.queue) && binding.number <= mark
        && binding.number > told[binding.queue] ?? 0
    }
    .flatMap { binding in
      guests(of: binding, look).map { Visit(found: $0, since: binding.at) }
    }
  }

  /// The guests that a driver had a queue of.
  private func guests(of binding: Binding, _ look: Look) -> [ExposedQueue] {
    tenures.compactMap { uuid, tenure in
      guard let since = tenure.since(binding.queue, before: binding.number) else { return nil }
      let hasEnded = ends.contains {
        $0.uuid == uuid && $0.number > since && $0.number < binding.number
      }
      guard !hasEnded else { return nil }
      let isStill = look.assigned[uuid]?.contains(binding.queue) ?? look.hidden.contains(uuid)
      // Who ends a guest may have taken the queue from it before, of which no event tells.
      guard isStill else { return nil }
      let guest = look.guests.first { $0.uuid == uuid }
      return ExposedQueue(
        queue: binding.queue, uuid: uuid, guest: guest?.name ?? tenure.guest,
        driver: binding.driver, isRunning: tenure.isRunning || guest?.isRunning == true)
    }
  }

  private mutating func settle(_ look: Look, _ numbers: (began: UInt64, ended: UInt64)) {
    for end in ends where end.number <= numbers.began { tenures[end.uuid]?.end(end.number) }
    ends.removeAll { $0.number <= numbers.began }
    if look.isComplete {
      tenures = tenures.filter { look.assigned[$0.key] != nil || look.hidden.contains($0.key) }
    }
    for (uuid, matrix) in look.assigned {
      let guest = look.guests.first { $0.uuid == uuid }
      tenures[uuid, default: Tenure()].see(matrix, numbers, guest)
    }
  }
}
