public import APModel

/// What the attributes of queues say, as values.
extension FakeKernel {
  /// What `devices/ap/cardXX/XX.YYYY/*` says but `status`; nil if the queue is not there.
  public func details(of queue: APQN) -> QueueDetails? {
    guard let card = cards[queue.adapter.index], card.queues.contains(queue.domain) else {
      return nil
    }
    let domain = queue.domain
    var details = QueueDetails()
    details.isConfigured = !card.deconfigured.contains(domain)
    details.isCheckstopped = card.checkstopped.contains(domain)
    if card.host.contains(domain) { details.isOnline = isOnline(card, domain) }
    if !card.uninitiated.contains(domain) {
      details.requestCount = card.requests[domain, default: 0]
    }
    details.pendingCount = card.pending[domain, default: 0]
    details.waitingCount = 0
    if capabilities.contains(.busFeatures) { details.functions = card.mode.functions }
    return details
  }

  /// What `driver_override` of a queue says; nil where there is no such attribute.
  public func driverOverride(of queue: APQN) -> String? {
    guard capabilities.contains(.driverOverride), let card = cards[queue.adapter.index],
      card.queues.contains(queue.domain)
    else { return nil }
    return card.overrides[queue.domain, default: ""]
  }
}
