import APModel
import History
import Reconcile
import TestSupport
import Uevents

@testable import Agent
@testable import FakeKernel

/// Compares what a history tells with what the kernel was.
final class HistoryMeter {
  /// The present moment of the laboratory.
  var now: Milliseconds = 0
  /// What is wrong with the history; empty if nothing is.
  private(set) var faults: [String] = []
  /// When the last look was noted.
  private(set) var looked = Moment(wall: 0)
  /// What was noted, what was compared, and how often a driver of the host had a queue by an event.
  private(set) var counts = (entries: 0, answers: 0, visits: 0, unknown: 0)
  /// The end of the history: a soak of millions of operations is to show how much memory the agent takes.
  private var entries: [HistoryEntry] = []
  private var owners: [APQN: Holder]
  private var past: ModelPast
  private var replayed: [APQN: Holder]?
  /// The interval that waits for what may still come to light of it.
  private var waiting: (base: HistoryEntry, entries: [HistoryEntry], losses: Set<APQN>)?
  private var losses: Set<APQN> = []
  private var operations: [(number: UInt64, at: Milliseconds)] = []
  private var expected: [(queue: APQN, at: Milliseconds, looks: Int)] = []
  private var told: Set<UInt64> = []

  init(_ kernel: FakeKernel) {
    owners = kernel.holders
    past = ModelPast(owners)
  }

  /// Takes note of the kernel after a change.
  ///
  /// - Parameter number: that of the last event before the change.
  func see(_ kernel: FakeKernel, number: UInt64) {
    operations.append((number + 1, now))
    let next = kernel.holders
    for queue in Set(owners.keys).union(next.keys) where owners[queue] != next[queue] {
      past.note(queue, next[queue] ?? .absent, at: now)
    }
    owners = next
  }

  /// Some events never arrived, and nothing says so.
  func lose(_ events: [Uevent]) {
    for event in events {
      if case .queue(let queue, _) = UeventMeaning(event) { losses.insert(queue) }
    }
  }

  /// Events arrive.
  func deliver(_ events: [Uevent]) {
    for event in events {
      guard let number = event.sequenceNumber, told.insert(number).inserted,
        case .queue(let queue, .bound(DriverName.hostQueue?)) = UeventMeaning(event)
      else { continue }
      let at = operations.last { $0.number <= number }?.at ?? 0
      expected.append((queue, at, 0))
    }
    if operations.count > 4_000 { operations.removeFirst(2_000) }
    // An event comes twice at once, or never again.
    if told.count > 100_000, let last = told.max() { told = told.filter { $0 + 50_000 > last } }
  }

  /// The agent was killed: what it had heard and not noted is lost with it.
  func forget() { expected = [] }

  /// Takes note of entries.
  func note(_ new: [HistoryEntry], _ input: AgentInput, _ known: HostSight?) {
    entries += new
    if entries.count > 12_000 { entries.removeFirst(6_000) }
    counts.entries += new.count
    guard case .finished(.looked(let look)) = input, look.shown != .nothing else { return }
    let before = replayed ?? [:]
    apply(new)
    compare(new)
    if let waiting { check(waiting.base, waiting.entries + new, waiting.losses) }
    waiting = (Self.state(before, at: looked), new, losses)
    losses = []
    looked = Moment(wall: now, uptime: now)
    expect()
    past.forget(before: looked.wall - 400_000)
  }

  private static func state(_ holders: [APQN: Holder], at moment: Moment) -> HistoryEntry {
    var entry = HistoryEntry(.state, at: moment)
    for (queue, holder) in holders { entry.holders[holder, default: QueueSet()].insert(queue) }
    return entry
  }

  private func apply(_ new: [HistoryEntry]) {
    for entry in new {
      if entry.kind == .state {
        replayed = [:]
        for (holder, queues) in entry.holders {
          for queue in queues.queues { replayed?[queue] = holder }
        }
      }
      guard entry.kind == .queues, let after = entry.after.flatMap({ Holder(text: $0) }) else {
        continue
      }
      for queue in entry.queues.queues { replayed?[queue] = after == .absent ? nil : after }
    }
  }

  /// After each look the replay and the kernel have the same owners.
  private func compare(_ new: [HistoryEntry]) {
    guard let replayed else { return }
    for queue in Set(owners.keys).union(replayed.keys) {
      let (model, history) = (owners[queue] ?? .absent, replayed[queue] ?? .absent)
      counts.answers += 1
      guard model != history, history != .passthrough else { continue }
      faults.append("\(now): \(queue): \(history.text) in the history, \(model.text) in the kernel")
    }
  }

  /// At each moment that entries name, the replay has an owner that the kernel had, or names those between
  /// which it changed, or says that it is not known.
  private func check(_ base: HistoryEntry, _ entries: [HistoryEntry], _ losses: Set<APQN>) {
    let moments = Set(entries.flatMap { [$0.since, $0.until].compactMap(\.self) })
    for moment in moments where moment >= base.time && moment < looked {
      var replay = OwnerReplay(at: moment)
      for entry in [base] + entries { replay.take(entry) }
      for queue in Set(owners.keys).union(replay.queues) where !losses.contains(queue) {
        let told: Set<Holder>
        switch replay.answer(queue) {
        case .known(let holder): told = [holder]
        case .between(let holders): told = holders
        case .unwatched: told = [.passthrough]
        }
        guard !told.contains(.passthrough) else {
          counts.unknown += 1
          continue
        }
        counts.answers += 1
        let model = past.holders(of: queue, at: moment.wall)
        guard model.isDisjoint(with: told) else { continue }
        faults.append(
          "at \(moment.wall), told by \(now): \(queue): \(told.map(\.text)) in the history,"
            + " \(model.map(\.text)) in the kernel")
      }
    }
  }

  /// Each time that a driver of the host got a queue and an event told of it is in the history.
  private func expect() {
    expected = expected.compactMap { visit in
      let isTold = entries.suffix(4_000).contains { entry in
        guard entry.kind == .queues, entry.after == "host:\(DriverName.hostQueue)",
          let since = entry.since, let until = entry.until
        else { return false }
        return since.wall <= visit.at && visit.at <= until.wall
          && entry.queues.contains(visit.queue)
      }
      if isTold {
        counts.visits += 1
        return nil
      }
      guard visit.looks >= 2 else { return (visit.queue, visit.at, visit.looks + 1) }
      faults.append(
        "\(now): \(visit.queue) was with a host driver at \(visit.at), and no entry says so")
      return nil
    }
  }
}
