import APModel
import History

@testable import Agent
@testable import FakeKernel

/// Who had each queue of a model in the past.
struct ModelPast {
  private var begun: [APQN: Holder]
  private var changes: [APQN: [(at: Milliseconds, holder: Holder)]] = [:]

  init(_ holders: [APQN: Holder]) { begun = holders }

  mutating func note(_ queue: APQN, _ holder: Holder, at now: Milliseconds) {
    changes[queue, default: []].append((now, holder))
  }

  /// All who had it in one millisecond.
  func holders(of queue: APQN, at moment: Milliseconds) -> Set<Holder> {
    var holders: Set<Holder> = []
    var last = begun[queue] ?? .absent
    for change in changes[queue] ?? [] {
      if change.at > moment { break }
      if change.at == moment { holders.formUnion([last, change.holder]) }
      last = change.holder
    }
    return holders.union([last])
  }

  mutating func forget(before moment: Milliseconds) {
    for (queue, list) in changes where list.count > 64 {
      let old = list.prefix { $0.at < moment }
      guard let last = old.last else { continue }
      begun[queue] = last.holder
      changes[queue] = Array(list.dropFirst(old.count))
    }
  }
}

extension FakeKernel {
  /// Who has each queue that has a device.
  var holders: [APQN: Holder] {
    var holders: [APQN: Holder] = [:]
    let owning = mdevs.filter(\.owns)
    for (adapter, card) in present {
      for domain in card.queues {
        let queue = APQN(adapter, domain)
        if card.host.contains(domain) {
          holders[queue] = .host(driver: DriverName.hostQueue)
        } else if card.vfio.contains(domain) {
          let owner = owning.first { $0.matrix.contains(queue) }
          holders[queue] = owner.map { .guest(uuid: $0.uuid) } ?? .unassigned
        } else {
          holders[queue] = .nobody
        }
      }
    }
    return holders
  }
}
