import APModel

/// What to do about one queue: at the end of its story.
struct QueueAdvice {
  private let facts: QueueFacts
  private var name: APQN { facts.name }
  private var snapshot: HostSnapshot { facts.analysis.snapshot }

  init(_ facts: QueueFacts) { self.facts = facts }

  var lines: [String] {
    if facts.queue == nil, let path = facts.unreadPath {
      return ["see what status says about \(path)"]
    }
    if !snapshot.knowsBindings { return ["see what status says about bus/ap/drivers"] }
    if facts.claimants.count > 1 {
      return ["take it from all mdevs but one (unassign_adapter or _domain)"]
    }
    let guest = facts.claimants.first
    if let missing = guest.map({ $0.missing + $0.astray })?.first(where: { $0.queue == name }) {
      // Where adapter and domain are both not the host's, one of them alone would bring nothing.
      let lines = missing.reason.isOfConfiguration ? absent : [missing.reason.remedy]
      let outage = facts.analysis.outage(of: name)?.remedy(name.adapter)
      return lines + (outage.map { [$0] } ?? []).filter { !lines.contains($0) }
    }
    if !facts.claimants.isEmpty {
      let found = [facts.probeLoss?.remedy, facts.analysis.outage(of: name)?.remedy(name.adapter)]
      let lines = found.compactMap(\.self)
      return lines.isEmpty ? ["nothing: it is where it was assigned"] : lines
    }
    guard let queue = facts.queue else { return absent }
    if snapshot.hidesMdevs { return ["see what status says about \(Mdev.parent)"] }
    if facts.hasHiddenOwner { return ["nothing with the queue: it is a guest's"] + mdevRemedies }
    if facts.mayHaveHiddenOwner { return mdevRemedies }
    if queue.driver == nil { return [NextDriverAdvice(facts, queue).unbound] }
    return facts.isWaitingForProbe ? [NextDriverAdvice(facts, queue).waiting] : nobodys(queue)
  }

  /// The lines for a queue that has a driver and belongs to no guest.
  private func nobodys(_ queue: Queue) -> [String] {
    let outage =
      facts.analysis.outage(of: name)?.remedy(name.adapter)
      ?? facts.offlinePlace.map { "write 1 to /sys/\($0)" }
    let hosted = HostedAdvice(facts)
    if facts.isOvertaken { return (outage.map { [$0] } ?? []) + [hosted.overtaken] }
    let use = queue.isBoundToVFIO ? PassthroughAdvice(facts, queue).line : hosted.line
    return outage.map { [$0, use] } ?? [queue.isBoundToVFIO ? use : "nothing; " + use]
  }

  /// What makes the mdevs tell what they have that could not be read.
  private var mdevRemedies: [String] {
    Set(facts.analysis.hiddenMdevs.map(\.hiddenRemedy)).sorted()
  }

  /// A queue without a device is missing in the configuration, or the hardware does not offer it.
  private var absent: [String] {
    let bus = snapshot.bus
    if let lack = bus.lack(of: name.adapter) ?? bus.lack(of: name.domain) {
      return ["nothing: \(lack)"]
    }
    guard let host = snapshot.bus.hostConfiguration else {
      return [MissingReason.noDevice(name, bus.arrivalOfOthers).remedy]
    }
    var reasons: [MissingReason] = []
    let arrival = bus.arrivalOfOthers
    if !host.adapters.contains(name.adapter) {
      reasons.append(.adapterNotInHost(name.adapter, nor: nil, arrival))
    }
    if !host.domains.contains(name.domain) {
      reasons.append(.domain(name.domain, missingIn: host, arrival))
    }
    return (reasons.isEmpty ? [.noDevice(name, arrival)] : reasons).map(\.remedy)
  }
}
