import APModel
public import History

extension AgentStatus {
  private static let conditions: [Condition] = [
    .starting, .asDeclared, .drift, .repairing, .waiting, .backingOff, .contested, .blocked,
    .unreadable, .stopping,
  ]

  /// The status for Prometheus.
  ///
  /// - Parameters:
  ///   - clock: what the moments are on the wall clock.
  ///   - history: how far the history has come; nil where none is kept.
  public func metrics(_ clock: WallClock, history: HistoryStanding? = nil) -> String {
    var metrics = Metrics()
    addAgent(to: &metrics)
    addMoments(to: &metrics, clock, history)
    addHost(to: &metrics)
    addAdapters(to: &metrics)
    addGuests(to: &metrics)
    addCounters(to: &metrics)
    addExposures(to: &metrics)
    addDiagnosis(to: &metrics)
    return metrics.text
  }

  private func addAgent(to metrics: inout Metrics) {
    metrics.add(
      "agent_condition", .gauge, "1 for the state that the agent is in.",
      Self.conditions.map { ([("condition", $0.rawValue)], $0 == condition ? 1 : 0) })
    metrics.add(
      "agent_enforcing", .gauge, "1 if the agent repairs, 0 if it only observes.",
      mode == .enforce ? 1 : 0)
    metrics.add(
      "blocked_access_seconds", .gauge,
      "How long the kernel has not answered an access; 0 if none.",
      blocked.map { Int((made - $0.since) / 1000) } ?? 0)
    metrics.add(
      "event_source_up", .gauge, "1 if events can be received.", events == nil ? 0 : 1)
    metrics.add("contested_objects", .gauge, "Objects left alone in a tug-of-war.", contested.count)
    metrics.add(
      "unrepaired_objects", .gauge, "Objects whose repair keeps failing.", unrepaired.count)
    metrics.add(
      "lock_wait_seconds", .gauge,
      "How long repairs have waited for the lock of the AP configuration; 0 if they don't.",
      lockedSince.map { Int((made - $0) / 1000) } ?? 0)
    metrics.add("repair_failures", .gauge, "Failed repairs in a row.", failures)
    metrics.add(
      "configuration_refused", .gauge, "1 if the last configuration read was refused.",
      refusal.isEmpty ? 0 : 1)
  }

  private func addExposures(to metrics: inout Metrics) {
    metrics.add(
      "exposures_total", .counter,
      "How often a queue that is assigned to a guest was found with a driver of the host.",
      exposures.total)
    metrics.add(
      "exposure_seconds_total", .counter, "How long they took together since they were first seen.",
      exposures.seconds(at: made))
    metrics.add(
      "exposures_unacknowledged", .gauge, "Queues whose exposure nobody has acknowledged.",
      exposures.exposures.count)
    metrics.add(
      "new_queues_held", .gauge, "1 if what appears on the bus waits for the agent.",
      isHeld ? 1 : 0)
  }

  private func addDiagnosis(to metrics: inout Metrics) {
    guard let diagnosis else { return }
    metrics.add(
      "findings", .gauge, "What apmatrix doctor found when the agent last asked it, by group.",
      Diagnosis.groups.map { ([("group", $0)], diagnosis.counts[$0] ?? 0) })
    metrics.add(
      "findings_not_looked_at", .gauge, "What it could not look at.", diagnosis.unseen.count)
  }

  private func addCounters(to metrics: inout Metrics) {
    func samples(_ label: String, _ counts: [String: Int]) -> [Metrics.Sample] {
      counts.sorted { $0.key < $1.key }.map { ([(label, $0.key)], $0.value) }
    }
    var reads: [String: Int] = [:]
    for reason in AgentCounters.Reason.allCases {
      reads[reason.rawValue] = counters.reads[reason] ?? 0
    }
    metrics.add(
      "events_total", .counter, "Events by kind of object.", samples("object", counters.events))
    metrics.add(
      "event_overruns_total", .counter, "How often events were lost.", counters.overruns)
    metrics.add(
      "event_source_reopens_total", .counter, "How often the event source was opened again.",
      counters.reopens)
    metrics.add(
      "host_reads_total", .counter, "Full reads of the host by reason.", samples("reason", reads))
    metrics.add("host_polls_total", .counter, "Cheap looks at the host.", counters.polls)
    metrics.add("repairs_total", .counter, "Attempts to repair the host.", counters.repairs)
    metrics.add(
      "writes_total", .counter, "Steps of repairs by result.", samples("result", counters.writes))
    metrics.add(
      "rehearsals_total", .counter, "Rehearsals of repairs on a twin of the host, by result.",
      samples("result", counters.rehearsals))
    metrics.add(
      "rehearsal_differences_total", .counter,
      "What the kernel did otherwise than its model in the rehearsal before.",
      counters.rehearsalDifferences)
    metrics.add(
      "configuration_reloads_total", .counter, "Configurations read again by result.",
      [
        ([("result", "accepted")], counters.reloads),
        ([("result", "refused")], counters.refusedReloads),
      ])
  }
}
