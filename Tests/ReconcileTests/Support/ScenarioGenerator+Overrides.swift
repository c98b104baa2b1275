import APModel
import FakeKernel
import Reconcile
import TestSupport

/// What happened to hosts whose queues are handed over one by one.
extension ScenarioGenerator {
  mutating func overrideHistory(_ events: inout [Scenario.Event]) {
    for adapter in Self.adapters where oneIn(2) {
      for domain in Self.domains where oneIn(2) {
        let queue = APQN(adapter, domain)
        let device = "devices/ap/\(adapter.cardName)/\(queue)"
        events.append(.write(device + "/driver_override", "vfio_ap"))
        events.append(.write("bus/ap/drivers/cex4queue/unbind", "\(queue)"))
        if !oneIn(6) { events.append(.write("bus/ap/drivers_probe", "\(queue)")) }
      }
    }
  }

  /// Leaves out of a target what the hardware lacks, with which there is hardly ever a plan here.
  func offer(_ hardware: Hardware, _ target: inout Target) {
    for index in target.guests.indices {
      target.guests[index].matrix.adapters.formIntersection(AdapterSet(hardware.adapters.keys))
      target.guests[index].matrix.domains.formIntersection(hardware.domains)
    }
  }

  /// What others do there, and what happens to the hardware.
  mutating func overrideDisturbance() -> [Scenario.Event] {
    let queue = APQN(pick(Self.adapters), pick(Self.domains))
    let device = "devices/ap/\(queue.adapter.cardName)/\(queue)"
    switch pick(Array(0..<12)) {
    case 0, 1: return [.write(device + "/driver_override", pick(["", "", "vfio_ap", "cex4queue"]))]
    case 2: return [.write("bus/ap/drivers/vfio_ap/unbind", "\(queue)")]
    case 3: return [.write("bus/ap/drivers/cex4queue/unbind", "\(queue)")]
    case 4: return [.hardware(.removeAdapter(queue.adapter)), .scan]
    case 5:
      return [
        .hardware(.removeAdapter(queue.adapter)), .scan,
        .hardware(.addAdapter(queue.adapter, type: 13, mode: .cca)), .scan,
      ]
    // What comes back stays without a driver, as its card does.
    case 9, 10:
      return [
        .write("bus/ap/drivers_autoprobe", "0"), .hardware(.removeAdapter(queue.adapter)), .scan,
        .hardware(.addAdapter(queue.adapter, type: 13, mode: .cca)), .scan,
      ]
    case 6: return [.hardware(.addAdapter(Self.absentAdapter, type: 13, mode: .cca)), .scan]
    case 7: return [.hardware(.domain(Self.absentDomain, true)), .scan]
    // Where a guest runs, the removal waits for it.
    case 8: return [.write("devices/vfio_ap/matrix/\(Self.uuid(pick([0, 1, 2])))/remove", "1")]
    default: return [.hardware(.availableQueue(queue, oneIn(2))), .scan]
    }
  }
}
