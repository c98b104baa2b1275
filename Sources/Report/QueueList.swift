import APModel

/// Names many queues in little room.
enum QueueList {
  /// The queues adapter by adapter with folded domains: `05.0004 05.0047`, `06.{0000-0054}`.
  static func text(_ queues: [APQN]) -> String {
    var byAdapter: [AdapterID: DomainSet] = [:]
    for queue in queues { byAdapter[queue.adapter, default: []].insert(queue.domain) }
    return byAdapter.keys.sorted().map { adapter in
      let domains = byAdapter[adapter] ?? []
      guard domains.count > 4 else {
        return domains.map { "\(adapter).\($0)" }.joined(separator: " ")
      }
      return "\(adapter).{\(domains.description.split(separator: " ").joined(separator: ","))}"
    }.joined(separator: " ")
  }
}
