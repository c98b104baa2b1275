/// Everything that the agent can do.
///
/// Indirect: copying its jobs and lines in place takes more room than the decisions.
public indirect enum AgentAction: Hashable, Sendable {
  /// Write a line to the log.
  case log(LogLine)
  /// Give the worker a job; it has none.
  case start(AgentJob)
  /// Ask the worker to stop before its next step.
  case cancel
  /// Read the configuration, and answer with `AgentInput.reloaded`.
  case reload
  /// Open the source of events again, and answer with `eventsOpened` or `eventsEnded`.
  case openEvents
  /// Ask whether the open source of events is still the best; answer with `eventsSuperseded` if not.
  case askEvents
  /// Keep what is known of exposures beyond the agent's end.
  case keep(ExposureLedger)
  /// Look whether somebody has acknowledged exposures, and answer with `acknowledged` if so.
  case askAcknowledged
  /// Examine the host for its next boot beside all else, and answer with `examined`.
  case examine
  /// Give up the examination that is under way.
  case endExamination
  /// Tell systemd.
  case notify(Notification)
  /// Write the status file and the metrics.
  case publish(AgentStatus)
  /// End with this exit status.
  case exit(Int32)
}

/// What systemd is told, sd_notify(3).
public enum Notification: Hashable, Sendable {
  /// The start, or a reload, is done.
  case ready(status: String)
  /// The configuration is being read, since this moment.
  case reloading(Instant)
  /// The start goes on: systemd should not give it up for so long.
  case starting(Milliseconds)
  /// What `systemctl status` shows.
  case status(String)
  /// A sign of life.
  case watchdog
  /// The end has begun.
  case stopping
}
