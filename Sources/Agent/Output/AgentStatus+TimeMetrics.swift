internal import History

extension AgentStatus {
  /// When everything last happened, in seconds since 1970, so that its age can be told.
  func addMoments(to metrics: inout Metrics, _ clock: WallClock, _ history: HistoryStanding?) {
    func add(_ name: String, _ help: String, _ moment: Instant?) {
      metrics.add(name + "_timestamp_seconds", .gauge, help, moment.map(clock.seconds))
    }
    metrics.add(
      "agent_start_time_seconds", .gauge, "When the agent started, in seconds since 1970.",
      clock.seconds(started))
    add("last_read", "When the whole host was last read.", lookedAt)
    add("last_poll", "When what no event announces was last looked at.", moments.poll)
    add(
      "last_success", "When the host was last found as declared, apart from what waits.",
      succeededAt)
    add("last_repair", "When a repair last ended, well or not.", moments.repair)
    add("last_event", "When an event that concerns the matrix last arrived.", moments.event)
    add(
      "configuration", "When the configuration that is in force was read.", moments.configuration)
    metrics.add(
      "history_kept", .gauge,
      "1 if the history that --history asks for is kept, 0 if its directory can't be used.",
      keepsHistory.map { $0 ? 1 : 0 })
    guard let history else { return }
    metrics.add(
      "history_last_entry_timestamp_seconds", .gauge,
      "When entries were last written into the history; an hour ago at most while it can be.",
      history.writtenAt.map { Int($0.wall / 1000) })
    metrics.add(
      "history_waiting_entries", .gauge,
      "Entries that could not be written into the history yet, or were lost meanwhile.",
      history.waiting)
  }
}
