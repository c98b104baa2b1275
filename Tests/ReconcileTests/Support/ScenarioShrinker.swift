import APModel
import FakeKernel
import Reconcile

/// Makes a failing case as small as it can while it still fails.
enum ScenarioShrinker {
  static func shrink(_ scenario: Scenario, _ fails: (Scenario) -> Bool) -> Scenario {
    var smallest = scenario
    var isShrinking = true
    while isShrinking {
      isShrinking = false
      for candidate in candidates(smallest) where fails(candidate) {
        smallest = candidate
        isShrinking = true
        break
      }
    }
    return smallest
  }

  private static func candidates(_ scenario: Scenario) -> [Scenario] {
    var result: [Scenario] = []
    func add(_ change: (inout Scenario) -> Void) {
      var candidate = scenario
      change(&candidate)
      result.append(candidate)
    }
    for index in scenario.history.indices { add { $0.history.remove(at: index) } }
    for index in scenario.target.guests.indices {
      add { $0.target.guests.remove(at: index) }
      for adapter in scenario.target.guests[index].matrix.adapters {
        add { $0.target.guests[index].matrix.adapters.remove(adapter) }
      }
      for domain in scenario.target.guests[index].matrix.domains {
        add { $0.target.guests[index].matrix.domains.remove(domain) }
      }
      for domain in scenario.target.guests[index].matrix.controlDomains {
        add { $0.target.guests[index].matrix.controlDomains.remove(domain) }
      }
    }
    for adapter in scenario.hardware.adapters.keys.sorted() {
      add { $0.hardware.adapters[adapter] = nil }
      add { $0.hardware.adapters[adapter]?.unavailableQueues = [] }
    }
    for domain in scenario.hardware.domains { add { $0.hardware.domains.remove(domain) } }
    for queue in scenario.used.queues { add { $0.used.remove(queue) } }
    return result.filter { $0.size < scenario.size }
  }
}

extension Scenario {
  /// What shrinking makes smaller.
  fileprivate var size: Int {
    history.count + used.count + hardware.domains.count + hardware.adapters.count
      + hardware.adapters.values.reduce(0) { $0 + $1.unavailableQueues.count }
      + target.guests.reduce(0) {
        $0 + 1 + $1.matrix.adapters.count + $1.matrix.domains.count + $1.matrix.controlDomains.count
      }
  }
}
