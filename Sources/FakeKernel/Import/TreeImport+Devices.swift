import APModel
import Sysfs

extension TreeImport {
  /// Takes over a card and its queues.
  mutating func importCard(_ adapter: AdapterID) {
    let path = "devices/ap/\(adapter.cardName)"
    let functions = text("\(path)/ap_functions").flatMap { UInt32($0.dropFirst(2), radix: 16) }
    let mode = functions.flatMap { CardMode(functions: $0) } ?? .cca
    let type = text("\(path)/hwtype").flatMap { Int($0) } ?? 14
    kernel.bus.nextPlace += 1
    var card = CardState(
      type: type, mode: mode, created: kernel.bus.nextPlace,
      isBound: driver(path) == "cex4card", isConfigured: flag("\(path)/config", or: true),
      isCheckstopped: flag("\(path)/chkstop", or: false))
    // online shows 0 for a checkstopped card too, whatever zcrypt's own flag is.
    card.requestCount = number("\(path)/request_count")
    let isUsable = card.isConfigured && !card.isCheckstopped
    card.isOnline = !isUsable || flag("\(path)/online", or: true)
    for name in names(path) {
      guard let queue = APQN(name: name), queue.adapter == adapter else { continue }
      importQueue(queue, "\(path)/\(name)", into: &card)
    }
    kernel.cards[adapter.index] = card
    kernel.hardware.adapters[adapter] = HardwareAdapter(showing: card)
  }

  private mutating func importQueue(
    _ queue: APQN, _ path: String, into card: inout CardState
  ) {
    let domain = queue.domain
    kernel.bus.nextPlace += 1
    card.queues.insert(domain)
    card.places[domain] = kernel.bus.nextPlace
    card.deconfigured.set(domain, to: !flag("\(path)/config", or: true))
    card.checkstopped.set(domain, to: flag("\(path)/chkstop", or: false))
    card.uninitiated.set(domain, to: text("\(path)/request_count") == "-")
    let count = number("\(path)/request_count")
    if count > 0 { card.requests[domain] = count }
    let pending = number("\(path)/pendingq_count")
    if pending > 0 { card.pending[domain] = pending }
    if let name = text("\(path)/driver_override"), !name.isEmpty {
      card.overrides[domain] = name
      card.overridden.insert(domain)
      kernel.bus.overrideCount += 1
    }
    switch driver(path) {
    case "cex4queue":
      card.host.insert(domain)
      let isUsable = !card.deconfigured.contains(domain) && !card.checkstopped.contains(domain)
      card.offline.set(domain, to: isUsable && !flag("\(path)/online", or: true))
    case "vfio_ap": card.vfio.insert(domain)
    default: return
    }
    card.boundAt[domain] = kernel.bus.nextBinding
    kernel.bus.nextBinding += 1
  }

  /// A count; 0 where it is not shown.
  private func number(_ path: String) -> Int { text(path).flatMap { Int($0) } ?? 0 }
}
