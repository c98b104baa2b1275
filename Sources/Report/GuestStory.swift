import APModel

/// How one guest's effective matrix came about: assigned, host, bound queues, filter.
struct GuestStory {
  private let analysis: HostAnalysis
  private let guest: GuestAnalysis

  init(_ analysis: HostAnalysis, _ guest: GuestAnalysis) {
    self.analysis = analysis
    self.guest = guest
  }

  var lines: [String] {
    let mdev = guest.mdev
    var story = Story("Guest \(mdev.name ?? mdev.uuid)")
    story.tell("The mdev is \(mdev.uuid), \(mdev.state.rawValue)\(running).")
    guard let assigned = mdev.assigned else {
      story.tell("Its matrix is not known: \(mdev.unreadable ?? "its attributes are gone").")
      story.conclude([mdev.hiddenRemedy])
      return story.lines
    }
    story.tell("Assigned: \(Self.text(assigned)), control domains \(assigned.controlDomains).")
    let difference = MatrixDifference(mdev)
    if let difference { story.tell("That is not what is declared: \(difference.text).") }
    tellConfiguration(assigned, &story)
    tellMissing(&story)
    tellResult(&story)
    tellLosses(&story)
    tellOutages(&story)
    let advice = (difference == nil ? [] : [MatrixDifference.remedy]) + advice(assigned)
    story.conclude(advice.isEmpty ? ["nothing: the guest gets all that is assigned"] : advice)
    return story.lines
  }

  /// What gives back the queues, then what is not a queue and is lacking too: control domains, and
  /// adapters or domains that make no queue.
  private func advice(_ assigned: Matrix) -> [String] {
    var lines = MissingGroup.groups(guest.missing + guest.astray).filter { !$0.kind.lacksBoth }.map(
      \.remedy)
    if let host = analysis.snapshot.bus.hostConfiguration {
      let lacking =
        assigned.adapters.subtracting(host.adapters).map {
          MissingReason.adapterNotInHost($0, nor: nil, arrival($0, assigned.domains.min()))
        }
        + assigned.domains.subtracting(host.domains).map {
          .domain($0, missingIn: host, arrival(assigned.adapters.min(), $0))
        }
      lines += lacking.map(\.remedy).filter { !lines.contains($0) }
      lines += assigned.controlDomains.subtracting(host.controlDomains).map {
        "assign control domain \($0.hexadecimal) to this LPAR; the kernel adds it by itself"
      }
    }
    if analysis.snapshot.bus.lacksHostConfiguration, lines.isEmpty, guest.effective != assigned {
      lines = [MissingReason.noHostConfiguration.remedy]
    }
    lines += guest.losses.map(\.remedy)
    lines += guest.outages.map(\.remedy)
    // Without a configuration no machine's queue gets to a guest, whatever it is assigned.
    let isBarred = analysis.snapshot.bus.lacksHostConfiguration && !lines.isEmpty
    if assigned.queueCount == 0, !isBarred {
      let lacking =
        switch (assigned.adapters.isEmpty, assigned.domains.isEmpty) {
        case (true, true): "adapters and domains"
        case (true, false): "adapters"
        default: "domains"
        }
      lines.append("assign it \(lacking) if it is to have queues")
    }
    let isUnknown = guest.source == .unknown && lines.isEmpty
    return isUnknown ? [MissingReason.hostConfigurationUnreadable.remedy] : lines
  }

  /// Who gets what joins the host; without the other half it makes no queue.
  private func arrival(_ adapter: AdapterID?, _ domain: DomainID?) -> Arrival {
    let bus = analysis.snapshot.bus
    guard let adapter, let domain else { return bus.arrivalOfOthers }
    return bus.arrival(of: APQN(adapter, domain))
  }

  private var running: String {
    let process = guest.mdev.process.map { "process \($0.pid)" }
    switch guest.mdev.isInUse {
    case true?: return process.map { ", open in \($0)" } ?? ", in use by a running guest"
    case false?: return ", not in use"
    case nil: return process.map { ", named on the command line of \($0)" } ?? ""
    }
  }

  private static func text(_ matrix: Matrix) -> String {
    "adapters \(matrix.adapters), domains \(matrix.domains)"
      + " (\(matrix.queueCount.counting("queue")))"
  }

  private func tellConfiguration(_ assigned: Matrix, _ story: inout Story) {
    guard let host = analysis.snapshot.bus.hostConfiguration else {
      story.tell("The host's configuration is not known.")
      return
    }
    let domains = assigned.domains.subtracting(host.domains)
    let lost = [
      Self.named("adapter", assigned.adapters.subtracting(host.adapters)),
      Self.named("domain", domains.subtracting(host.controlDomains)),
      Self.named("use of domain", domains.intersection(host.controlDomains)),
      Self.named("control domain", assigned.controlDomains.subtracting(host.controlDomains)),
    ].compactMap(\.self)
    let words = lost.joined(separator: ", ")
    story.tell(
      lost.isEmpty ? "The host's configuration has all of it." : "The host has no \(words).")
  }

  private static func named<Tag>(_ noun: String, _ set: IdentifierSet<Tag>) -> String? {
    set.isEmpty ? nil : "\(noun)\(set.count == 1 ? "" : "s") \(set.shortText)"
  }

  private func tellMissing(_ story: inout Story) {
    for group in MissingGroup.groups(guest.missing) {
      story.tell("\(QueueText.folded(group.queues)): \(group.fact).")
    }
    let exposed = analysis.ownerships.filter {
      OwnerKind($0.owner) == .host && $0.claims.contains(guest.mdev.uuid)
    }
    if !exposed.isEmpty {
      story.tell(
        "Programs of the host can use the guest's keys in \(QueueText.folded(exposed.map(\.queue)))."
      )
    }
    if !guest.surplus.isEmpty {
      let cause = SurplusText.cause(analysis.snapshot.capabilities)
      story.tell(
        "The kernel gives \(QueueText.folded(guest.surplus)) although the rule does not: \(cause).")
    }
  }

  private func tellLosses(_ story: inout Story) {
    for loss in guest.losses { story.tell("It may lose queues: \(loss.fact).") }
  }

  private func tellOutages(_ story: inout Story) {
    for outage in guest.outages {
      let answer = outage.queues.count == 1 ? "it answers" : "they answer"
      story.tell(
        "It has \(QueueText.folded(outage.queues)), but \(answer) nothing:"
          + " \(outage.outage.rawValue).")
    }
  }

  private func tellResult(_ story: inout Story) {
    // No attribute tells the control domains that a guest has.
    let bus = analysis.snapshot.bus
    let controls =
      bus.hostConfiguration == nil && !bus.lacksHostConfiguration
      ? "not known" : guest.effective.controlDomains.description
    let gets = "the guest gets: \(Self.text(guest.effective))"
    switch guest.source {
    case .kernel:
      story.tell("guest_matrix says \(gets). By rule its control domains are \(controls).")
    case .computed:
      let reason =
        guest.mdev.unconfirmedReason
        ?? (guest.mdev.guestMatrix == nil
          ? "guest_matrix is not there" : "the kernel cut guest_matrix off at 4,095 bytes")
      let rule = guest.isToldByKernel ? "By rule, less what the kernel has left out," : "By rule"
      story.tell("\(rule) \(gets), control domains \(controls); \(reason).")
    case .unknown: story.tell("What the guest gets is not known.")
    }
  }
}
