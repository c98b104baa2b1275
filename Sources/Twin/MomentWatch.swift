import APModel
import FakeKernel
import Reconcile

/// Looks at the twin after each step of a run.
struct MomentWatch {
  /// What is looked at.
  private struct Look {
    let step: Int
    let guests: [String: Matrix]
    let unbound: QueueSet
  }

  private let running: Set<String>
  private var looks: [Look]

  /// Begins before the first step.
  init(_ kernel: FakeKernel) {
    running = Set(kernel.mdevs.lazy.filter(\.isOpen).map(\.uuid))
    looks = [Self.look(kernel, 0)]
  }

  /// Looks after a step.
  mutating func note(_ kernel: FakeKernel, after step: PlanStep) {
    looks.append(Self.look(kernel, step.number))
  }

  /// What was for a while only, judged at the end.
  func moments(_ kernel: FakeKernel) -> Moments {
    var moments = Moments()
    let end = Self.look(kernel, looks.last?.step ?? 0)
    for (uuid, matrix) in looks[0].guests.sorted(by: { $0.key < $1.key }) {
      guard let last = end.guests[uuid] else { continue }
      let kept = matrix.intersection(last)
      if let absence = longest(uuid, kept) { moments.absences.append(absence) }
    }
    moments.orphans = orphans(end)
    return moments
  }

  /// The longest time for which a guest was without some queue of a matrix; nil if it never was.
  private func longest(_ uuid: String, _ kept: Matrix) -> Moments.Absence? {
    var best: Moments.Absence?
    var begin: Int?
    var lost = QueueSet()
    for look in looks {
      let now = look.guests[uuid] ?? Matrix()
      let isWhole =
        kept.adapters.isSubset(of: now.adapters) && kept.domains.isSubset(of: now.domains)
      if !isWhole, kept.queueCount > 0 {
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

  /// The queues without a driver between two steps that had one before or have one in the end.
  private func orphans(_ end: Look) -> [Moments.Orphans] {
    var found: [Moments.Orphans] = []
    let lasting = looks[0].unbound.intersection(end.unbound)
    for (place, look) in looks.enumerated().dropFirst() {
      let new = look.unbound.subtracting(looks[place - 1].unbound).subtracting(lasting)
      var left = new
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

  private static func look(_ kernel: FakeKernel, _ step: Int) -> Look {
    let guests = kernel.mdevs.lazy.filter(\.owns).map { ($0.uuid, $0.shadow) }
    return Look(
      step: step, guests: Dictionary(guests) { first, _ in first },
      unbound: QueueSet(kernel.unboundQueues))
  }
}
