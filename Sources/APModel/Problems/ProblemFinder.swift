/// Draws the list of problems from an analysis, or from the part of it that is looked at.
public struct ProblemFinder {
  /// What a person calls a guest, by uuid.
  public typealias Naming = (String) -> String

  let analysis: HostAnalysis
  let guests: [GuestAnalysis]
  let queues: [QueueOwnership]
  let declared: [String: String]
  let name: Naming

  /// Prepares to look at a host, or at a part of it.
  ///
  /// - Parameters:
  ///   - analysis: the whole host.
  ///   - guests: the guests that are looked at; nil for all.
  ///   - queues: the queues that are looked at; nil for all.
  ///   - declared: the guests that should be there, their names by uuid.
  ///   - name: what a person calls a guest.
  public init(
    _ analysis: HostAnalysis, guests: [GuestAnalysis]? = nil, queues: [QueueOwnership]? = nil,
    declared: [String: String] = [:], naming name: @escaping Naming
  ) {
    self.analysis = analysis
    self.guests = guests ?? analysis.guests
    self.queues = queues ?? analysis.ownerships
    self.declared = declared
    self.name = name
  }

  /// All problems, the worst first; of equal ones those of the host's own attributes first.
  public var problems: [Problem] {
    let found =
      conflicts + bareCards + unreadable + notActive + absent + notAsDeclared
      + lacking + lackingControl + surplus + notAnswering + silentCards + absentCards
      + absentQueues + astray
      + overtaken + promised
      + returning
      + unboundHostQueues + unboundGuestQueues + misdirectedQueues + unconfirmed + defaultDomain
      + [snapshot.unprobed].compactMap { $0 }
    // A stable sort: what was found first stays first.
    return Problem.Severity.allCases.flatMap { severity in
      found.filter { $0.severity == severity }
    }
  }

  var snapshot: HostSnapshot { analysis.snapshot }

  private var unreadable: [Problem] {
    var problems = snapshot.problems.filter { !$0.isUnanswered }.map {
      Problem(
        .unreadable, .warning, $0.path, "\($0)",
        remedy: "see why at \($0.path.hasPrefix("/") ? "" : "/sys/")\($0.path); what depends on it"
          + " is missing from this report")
    }
    problems += UnansweredReads.all(in: snapshot.problems, naming: name).map {
      Problem(.unreadable, .warning, $0.object(), $0.sentence, remedy: UnansweredReads.remedy)
    }
    problems += guests.compactMap { guest in
      guest.mdev.unreadable.map { reason in
        let object = "guest \(name(guest.mdev.uuid))"
        return Problem(
          .unreadable, .warning, object, "\(object): \(reason)",
          remedy: guest.mdev.hiddenRemedy)
      }
    }
    if snapshot.isTorn {
      problems.append(
        Problem(
          .scannedMeanwhile, .warning, "host",
          "the host changed while it was read, several times in a row",
          remedy: "read it again"))
    }
    return problems
  }

  private var unconfirmed: [Problem] { withoutGuestMatrix + cutOff }

  private var withoutGuestMatrix: [Problem] {
    guard snapshot.capabilities.lacksGuestMatrix else { return [] }
    return [
      Problem(
        .unconfirmedQueues, .warning, "host",
        "this kernel has no guest_matrix (Linux 6.0), so that it is not known what guests get: what is said of it"
          + " follows the rule of later kernels",
        remedy: "take Linux 6.0 or later")
    ]
  }

  private var cutOff: [Problem] {
    guests.filter { !$0.unconfirmed.isEmpty }.map { guest in
      let object = "guest \(name(guest.mdev.uuid))"
      return Problem(
        .unconfirmedQueues, .notice, object,
        "\(object): the kernel cut guest_matrix off at 4,095 bytes; "
          + "\(guest.unconfirmed.count.counting("queue")) known by rule only",
        remedy: "nothing to do; ap_config is complete")
    }
  }

  private var defaultDomain: [Problem] {
    guard let domain = snapshot.bus.defaultDomain, !snapshot.queues.isEmpty, snapshot.knowsBindings
    else { return [] }
    let isServed = analysis.ownerships.contains { ownership in
      if case .host = ownership.owner { return ownership.queue.domain == domain }
      return false
    }
    guard !isServed else { return [] }
    return [
      Problem(
        .defaultDomainUnserved, .notice, "host",
        "no host driver has a queue of the default domain \(domain)",
        remedy: otherDefault
          + ", if programs of the host send requests without naming a domain")
    ]
  }

  /// The kernel takes a domain only whose bit is set in aqmask.
  private var otherDefault: String {
    let domains = analysis.ownerships.lazy.compactMap { ownership -> DomainID? in
      guard case .host = ownership.owner else { return nil }
      let domain = ownership.queue.domain
      return snapshot.bus.domainMask?.contains(domain) == true ? domain : nil
    }
    return domains.min().map { "write \($0.number) to /sys/bus/ap/ap_domain" }
      ?? "let the host have a queue of a domain whose bit is set in aqmask, and choose that (ap_domain)"
  }
}
