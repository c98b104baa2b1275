import APModel

/// What the last look showed of the host and its guests, as metrics.
extension AgentStatus {
  /// What is wrong with the host, and how far it is from its configuration.
  func addHost(to metrics: inout Metrics) {
    guard let look else { return }
    // Of a host that can't be read nothing is known: a 0 would say that it is as declared.
    if !look.isBlind { addQueues(of: look, to: &metrics) }
    metrics.add(
      "problems", .gauge,
      "What apmatrix status lists as problems, and what the agent finds in its way, by severity.",
      Problem.Severity.allCases.map { severity in
        ([("severity", severity.rawValue)], look.problems.count { $0.severity == severity })
      })
    metrics.add(
      "problems_by_code", .gauge, "The same by kind; a kind that is not there has no sample.",
      Dictionary(grouping: look.problems, by: \.code).sorted { $0.key.rawValue < $1.key.rawValue }
        .map { ([("code", $0.rawValue)], $1.count) })
    metrics.add(
      "host_readable", .gauge, "1 if everything could be read.", look.isComplete ? 1 : 0
    )
  }

  private func addQueues(of look: Look, to metrics: inout Metrics) {
    metrics.add("queues", .gauge, "Queue devices by owner.", look.owners.samples())
    guard look.isComplete else { return }
    metrics.add(
      "drift_steps", .gauge, "Writes between the host and its configuration.", look.steps.count)
    metrics.add(
      "waiting_items", .gauge, "What waits for hardware or for consent.", look.waits.count)
  }

  /// Each guest's queues, and whether it is declared and runs.
  func addGuests(to metrics: inout Metrics) {
    let guests = look?.guests ?? []
    let readable = guests.filter(\.isReadable)
    metrics.add(
      "guest_declared_queues", .gauge, "Queues that the configuration declares for the guest.",
      Self.samples(of: guests, \.declared))
    metrics.add(
      "guest_assigned_queues", .gauge, "Queues assigned to the guest.",
      Self.samples(of: readable, \.assigned))
    metrics.add(
      "guest_effective_queues", .gauge, "Queues that the guest gets.",
      Self.samples(of: readable, \.effective))
    metrics.add(
      "guest_missing_queues", .gauge, "Queues assigned to the guest that it does not get.",
      Self.samples(of: readable, \.missing))
    metrics.add(
      "guest_unanswering_queues", .gauge,
      "Queues that the guest gets and that answer no request, by reason.",
      readable.flatMap(Self.outages))
    metrics.add(
      "guest_managed", .gauge, "1 if the configuration names the guest.",
      Self.samples(of: guests) { $0.isManaged ? 1 : 0 })
    metrics.add(
      "guest_running", .gauge, "1 if the guest is known to run.",
      Self.samples(of: look?.isBlind == true ? [] : guests) { $0.isRunning == true ? 1 : 0 })
  }

  private static func outages(of guest: Look.Guest) -> [Metrics.Sample] {
    Outage.allCases.map { outage in
      (labels(of: guest) + [("reason", outage.rawValue)], guest.unanswering[outage] ?? 0)
    }
  }

  private static func samples(
    of guests: [Look.Guest], _ value: (Look.Guest) -> Int
  ) -> [Metrics.Sample] {
    guests.map { (labels(of: $0), value($0)) }
  }

  private static func labels(of guest: Look.Guest) -> [(String, String)] {
    [("guest", guest.name), ("uuid", guest.uuid)]
  }
}
