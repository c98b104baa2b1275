import APModel
import Agent

@testable import FakeKernel

/// Counts what becomes of queues that appear: whether a guest's meets a driver of the host, and how long
/// each waits for its owner.
final class HoldMeter {
  /// The present moment of the laboratory.
  var now: Milliseconds = 0
  /// How often an agent was killed and what it held was given back.
  var releases = 0
  /// How often a driver of the host got a queue that is assigned to a guest.
  private(set) var exposures: [APQN] = []
  /// The changes of the kernel that queues which appeared without a driver have waited for one.
  private(set) var steps: [Int] = []
  /// The milliseconds that they have waited.
  private(set) var times: [Milliseconds] = []
  private var waiting: [APQN: (step: Int, at: Milliseconds)] = [:]
  private var step = 0

  /// Takes note of one change.
  func see(_ before: FakeKernel, _ after: FakeKernel) {
    step += 1
    let (old, new) = (before.hostQueues, after.hostQueues)
    for queue in new where !old.contains(queue) {
      if after.mdevs.contains(where: { $0.owns && $0.matrix.contains(queue) }) {
        exposures.append(queue)
      }
    }
    let there = before.queues
    let now = after.queues
    let bound = new.union(after.vfioQueues)
    for queue in now where !there.contains(queue) && !bound.contains(queue) {
      waiting[queue] = (step, self.now)
    }
    for (queue, since) in waiting {
      guard now.contains(queue), !bound.contains(queue) else {
        waiting[queue] = nil
        guard bound.contains(queue) else { continue }
        steps.append(step - since.step)
        times.append(self.now - since.at)
        continue
      }
    }
  }

  /// One line of numbers.
  var summary: String {
    let sorted = times.sorted()
    let median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    let sum = steps.reduce(0, +)
    return "\(step) changes, \(times.count) queues appeared without a driver and got one, after"
      + " \(steps.isEmpty ? 0 : sum / steps.count) changes in the mean, \(steps.max() ?? 0) at most;"
      + " median \(median) ms, 99% \(sorted.isEmpty ? 0 : sorted[sorted.count * 99 / 100]) ms,"
      + " longest \(sorted.last ?? 0) ms; \(releases) releases after a kill; \(exposures.count)"
      + " exposures"
  }
}

extension FakeKernel {
  /// The queues that have a device.
  fileprivate var queues: Set<APQN> {
    Set(present.flatMap { adapter, card in card.queues.map { APQN(adapter, $0) } })
  }
}
