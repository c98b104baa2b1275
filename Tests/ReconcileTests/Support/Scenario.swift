import APModel
import FakeKernel
import Reconcile

/// One random case: a host with its history, and what it should become.
struct Scenario {
  /// One thing that happened to the host before.
  enum Event: Hashable {
    case write(String, String)
    case hardware(HardwareChange)
    case scan
    case open(String)
  }

  var kernelName: String
  var hardware: Hardware
  var history: [Event] = []
  var target: Target
  var used = QueueSet()
  var allowsDisruption = false

  /// The host as its history leaves it.
  var kernel: FakeKernel {
    let capabilities = KernelCapabilities(kernel: kernelName) ?? .linux7_1
    var kernel = FakeKernel.booted(capabilities, hardware: hardware)
    for event in history {
      switch event {
      case .write(let path, let line):
        _ = kernel.apply(.write(path: path, data: Array((line + "\n").utf8)))
      case .hardware(let change): _ = kernel.apply(.hardware(change))
      case .scan: _ = kernel.apply(.scan)
      case .open(let uuid): _ = kernel.apply(.guest(uuid: uuid, open: true))
      }
    }
    return kernel
  }
}

extension Scenario: CustomStringConvertible {
  /// The case in a form from which a person can rebuild it.
  var description: String {
    var lines = ["kernel \(kernelName), disruption \(allowsDisruption), used \(used.queues)"]
    let adapters = hardware.adapters.sorted { $0.key < $1.key }.map { id, card in
      "\(id)\(card.unavailableQueues.isEmpty ? "" : " without \(card.unavailableQueues)")"
    }
    lines.append("hardware \(adapters) x \(hardware.domains), controls \(hardware.controlDomains)")
    lines += history.map { "  \($0)" }
    lines.append(
      "ownership \(target.ownership), changes \(target.changesOwnership), unmanaged \(target.unmanaged)"
    )
    lines.append("reservation \(target.reservation), removals \(target.removals)")
    lines += target.guests.map {
      "  guest \($0.name) \($0.uuid) \($0.matrix.adapters) x \($0.matrix.domains)"
        + " controls \($0.matrix.controlDomains)"
    }
    return lines.joined(separator: "\n")
  }
}
