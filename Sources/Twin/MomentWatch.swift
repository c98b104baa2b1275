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
    /// What vfio_ap has for no mdev.
    let free: QueueSet
  }

  private let running: Set<String>
  private let places: [String: Int]
  private var looks: [Look] = []
  private var held: HeldQueues

  /// Begins before the first step.
  init(_ kernel: FakeKernel) {
    running = Set(kernel.mdevs.lazy.filter(\.isOpen).map(\.uuid))
    let uuids = kernel.mdevs.lazy.filter(\.owns).map(\.uuid).sorted()
    places = Dictionary(zip(uuids, uuids.indices)) { first, _ in first }
    held = HeldQueues(kernel)
    looks = [look(kernel, 0)]
  }

  /// Looks after a step.
  mutating func note(_ kernel: FakeKernel, after step: PlanStep) {
    switch step.operation {
    // These change nothing of what is looked at.
    case .awaitBinding, .verify, .create, .autoprobe: break
    default:
      if let uuid = step.operation.uuid { held.note(uuid, in: kernel) }
      looks.append(look(kernel, step.number))
    }
  }

  /// What was for a while only, judged at the end.
  mutating func moments(_ kernel: FakeKernel) -> Moments {
    var moments = Moments()
    held = HeldQueues(kernel)
    let end = look(kernel, 0)
    for (uuid, place) in places.sorted(by: { $0.value < $1.value }) {
      guard let first = looks[0].guests[place], let last = end.guests[place] else { continue }
      if let absence = longest(uuid, first.intersection(last)) { moments.absences.append(absence) }
    }
    moments.orphans = spans(
      of: looks.map(\.unbound), but: looks[0].unbound.intersection(end.unbound))
    moments.free = spans(of: looks.map(\.free), but: end.free)
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

  /// From when to when queues were in a set that they were not in before the first step.
  ///
  /// - Parameters:
  ///   - sets: the set after each look.
  ///   - others: the queues that are of no interest.
  private func spans(of sets: [QueueSet], but others: QueueSet) -> [Moments.Orphans] {
    var found: [Moments.Orphans] = []
    for place in sets.indices.dropFirst() {
      var left = sets[place].subtracting(sets[place - 1]).subtracting(others)
      for later in sets.indices[(place + 1)...] where !left.isEmpty {
        let gone = left.subtracting(sets[later])
        guard !gone.isEmpty else { continue }
        let span = Moments.Span(from: looks[place].step, to: looks[later].step)
        found.append(Moments.Orphans(queues: gone, span: span))
        left = left.subtracting(gone)
      }
      if !left.isEmpty {
        let span = Moments.Span(from: looks[place].step, to: nil)
        found.append(Moments.Orphans(queues: left, span: span))
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
    return Look(
      step: step, guests: guests, unbound: QueueSet(kernel.unboundQueues),
      free: QueueSet(kernel.freeQueues(beside: held.domains)))
  }
}

/// What mdevs are assigned, kept up to date by the mdev that a step names: to ask all of them after each
/// step of a long plan would cost more than the plan.
private struct HeldQueues {
  /// The domains by adapter number; no queue is in two mdevs.
  private(set) var domains = [DomainSet](repeating: [], count: 256)
  private var matrices: [String: Matrix] = [:]

  init(_ kernel: FakeKernel) {
    for mdev in kernel.mdevs where mdev.owns { set(mdev.matrix, of: mdev.uuid) }
  }

  mutating func note(_ uuid: String, in kernel: FakeKernel) {
    let mdev = kernel.mdevs.first { $0.uuid == uuid && $0.owns }
    set(mdev?.matrix ?? Matrix(), of: uuid)
  }

  private mutating func set(_ matrix: Matrix, of uuid: String) {
    let old = matrices[uuid] ?? Matrix()
    for adapter in old.adapters { domains[Int(adapter.number)].subtract(old.domains) }
    for adapter in matrix.adapters { domains[Int(adapter.number)].formUnion(matrix.domains) }
    matrices[uuid] = matrix
  }
}
