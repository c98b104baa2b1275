import APModel
import FakeKernel
import Reconcile

/// Looks at the twin after each step of a run.
struct MomentWatch {
  /// What is looked at.
  private struct Look {
    let step: Int
    /// What each of the guests has that were there at first, in their order; nil once it is gone.
    let guests: [Matrix?]
    let unbound: QueueSet
  }

  private let running: Set<String>
  private let places: [String: Int]
  private var looks: [Look] = []

  /// Begins before the first step.
  init(_ kernel: FakeKernel) {
    running = Set(kernel.mdevs.lazy.filter(\.isOpen).map(\.uuid))
    let uuids = kernel.mdevs.lazy.filter(\.owns).map(\.uuid).sorted()
    places = Dictionary(zip(uuids, uuids.indices)) { first, _ in first }
    looks = [look(kernel, 0)]
  }

  /// Looks after a step.
  mutating func note(_ kernel: FakeKernel, after step: PlanStep) {
    switch step.operation {
    // These change nothing of what is looked at.
    case .awaitBinding, .verify, .create, .autoprobe: break
    default: looks.append(look(kernel, step.number))
    }
  }

  /// What was for a while only, judged at the end.
  func moments(_ kernel: FakeKernel) -> Moments {
    var moments = Moments()
    let end = look(kernel, 0)
    for (uuid, place) in places.sorted(by: { $0.value < $1.value }) {
      guard let first = looks[0].guests[place], let last = end.guests[place] else { continue }
      if let absence = longest(uuid, first.intersection(last)) { moments.absences.append(absence) }
    }
    moments.orphans = orphans(but: looks[0].unbound.intersection(end.unbound))
    return moments
  }

  /// The longest time for which a guest was without some queue of a matrix; nil if it never was.
  private func longest(_ uuid: String, _ kept: Matrix) -> Moments.Absence? {
    guard let place = places[uuid], kept.queueCount > 0 else { return nil }
    var best: Moments.Absence?
    var begin: Int?
    var lost = QueueSet()
    for look in looks {
      let now = look.guests[place] ?? Matrix()
      let isWhole =
        kept.adapters.isSubset(of: now.adapters) && kept.domains.isSubset(of: now.domains)
      if !isWhole {
        lost = lost.union(QueueSet(kept).subtracting(QueueSet(now)))
        begin = begin ?? look.step
      } else if let from = begin {
        let span = Moments.Span(from: from, to: look.step)
        if best.map({ $0.span.length < span.length }) ?? true {
          best = Moments.Absence(
            uuid: uuid, isRunning: running.contains(uuid), queues: lost, span: span)
        }
        begin = nil
        lost = QueueSet()
      }
    }
    return best
  }

  /// From when to when queues had no driver.
  ///
  /// - Parameter others: the queues that are of no interest.
  private func orphans(but others: QueueSet) -> [Moments.Orphans] {
    var found: [Moments.Orphans] = []
    for (place, look) in looks.enumerated().dropFirst() {
      var left = look.unbound.subtracting(looks[place - 1].unbound).subtracting(others)
      for later in looks[(place + 1)...] where !left.isEmpty {
        let gone = left.subtracting(later.unbound)
        guard !gone.isEmpty else { continue }
        found.append(
          Moments.Orphans(queues: gone, span: Moments.Span(from: look.step, to: later.step)))
        left = left.subtracting(gone)
      }
      if !left.isEmpty {
        found.append(Moments.Orphans(queues: left, span: Moments.Span(from: look.step, to: nil)))
      }
    }
    return found
  }

  private func look(_ kernel: FakeKernel, _ step: Int) -> Look {
    var guests = [Matrix?](repeating: nil, count: places.count)
    if !guests.isEmpty {
      for mdev in kernel.mdevs where mdev.owns {
        if let place = places[mdev.uuid] { guests[place] = mdev.shadow }
      }
    }
    return Look(step: step, guests: guests, unbound: QueueSet(kernel.unboundQueues))
  }
}
