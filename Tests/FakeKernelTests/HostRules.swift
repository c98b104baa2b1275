import APModel
import FakeKernel

/// What the kernel's attributes always say about each other, judged by reading them.
struct HostRules {
  private let kernel: FakeKernel
  private var owners: [APQN: String] = [:]
  private var guests: Set<APQN> = []
  private var faults: [String] = []

  /// Every rule that is broken; empty if all hold.
  static func faults(_ kernel: FakeKernel) -> [String] {
    var rules = HostRules(kernel: kernel)
    for mdev in kernel.mdevs where mdev.phase == .bound { rules.check(mdev) }
    rules.checkQueues()
    rules.checkCounts()
    return rules.faults
  }

  private init(kernel: FakeKernel) { self.kernel = kernel }

  private func text(_ path: String) -> String? {
    (try? kernel.read(path)).map { String(decoding: $0, as: UTF8.self) }
  }

  private func lines(_ path: String) -> [String] {
    (text(path) ?? "").split(separator: "\n").map(String.init)
  }

  private mutating func check(_ mdev: FakeMdev) {
    let path = "devices/vfio_ap/matrix/\(mdev.uuid)"
    let assigned = lines("\(path)/matrix")
    let guest = lines("\(path)/guest_matrix")
    if let text = text("\(path)/ap_config") {
      if let matrix = Matrix(configText: String(text.dropLast())) {
        let expected = MatrixText.text(adapters: matrix.adapters, domains: matrix.domains)
        if expected != self.text("\(path)/matrix") { faults.append("\(mdev.uuid): ap_config") }
      } else {
        faults.append("\(mdev.uuid): ap_config can't be read")
      }
    }
    for queue in assigned.compactMap({ APQN(name: $0) }) {
      if let other = owners[queue] { faults.append("\(queue): in \(other) and \(mdev.uuid)") }
      owners[queue] = mdev.uuid
      if kernel.isReservedForHost(queue) { faults.append("\(queue): assigned and the host's") }
    }
    for queue in guest.compactMap({ APQN(name: $0) }) {
      if !assigned.contains("\(queue)") { faults.append("\(queue): in the guest, not assigned") }
      if status(queue) == nil { faults.append("\(queue): in the guest, not with vfio_ap") }
      if mdev.isOpen { guests.insert(queue) }
    }
  }

  private func status(_ queue: APQN) -> String? {
    text("devices/ap/\(queue.adapter.cardName)/\(queue)/status")
  }

  private mutating func checkQueues() {
    let waiting = kernel.mdevs.contains { $0.phase != .bound }
    for queue in queues where !waiting {
      guard let status = status(queue) else { continue }
      let expected =
        guests.contains(queue) ? "in use\n" : owners[queue] == nil ? "unassigned\n" : "assigned\n"
      if status != expected { faults.append("\(queue): status \(status)") }
    }
  }

  private var queues: [APQN] {
    kernel.everything.queues.flatMap { adapter, domains in domains.map { APQN(adapter, $0) } }
  }

  private mutating func checkCounts() {
    let all = queues
    let bound = all.count {
      status($0) != nil || text("devices/ap/\($0.adapter.cardName)/\($0)/online") != nil
    }
    let suffix = bound == all.count ? " (complete)" : ""
    if text("bus/ap/bindings") != "\(bound)/\(all.count)\(suffix)\n" {
      faults.append("bindings: \(text("bus/ap/bindings") ?? "none"), \(bound) of \(all.count)")
    }
    let type = "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough"
    if text("\(type)/available_instances") != "\(65_536 - kernel.mdevs.count)\n" {
      faults.append("available_instances: \(text("\(type)/available_instances") ?? "none")")
    }
  }
}

extension FakeKernel {
  /// Whether both masks give the queue to default drivers, as they read.
  fileprivate func isReservedForHost(_ queue: APQN) -> Bool {
    let masks = ["apmask", "aqmask"].compactMap { try? read("bus/ap/\($0)") }
      .map { String(decoding: $0, as: UTF8.self).dropLast() }
    guard masks.count == 2, let adapters = AdapterSet(hexadecimal: masks[0]),
      let domains = DomainSet(hexadecimal: masks[1])
    else { return false }
    return adapters.contains(queue.adapter) && domains.contains(queue.domain)
  }
}
