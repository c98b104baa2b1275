public import Uevents

/// Everything that can happen to the agent.
public enum AgentInput: Hashable, Sendable {
  /// Events arrived; what they mean and the number of each, how many were lost, and whether more wait.
  ///
  /// Of those without a number nothing is concluded of the time between two looks.
  case events(
    [UeventMeaning], numbers: [UInt64?] = [], overruns: Int, isDrained: Bool)
  /// The source of events can give no more, for this reason.
  case eventsEnded(String)
  /// The source was opened again; its name.
  case eventsOpened(String)
  /// Another source of events than the open one has become the better one.
  case eventsSuperseded
  /// Time has passed; the access that the worker is in, if any.
  case tick(PendingAccess?)
  /// The worker has done a step of its job, which goes on.
  case progressed(Applied.Step)
  /// The worker has finished its job.
  case finished(AgentJobResult)
  /// Somebody has acknowledged exposures.
  case acknowledged(Acknowledgement)
  /// The host was examined for its next boot; nil if that failed.
  case examined(Diagnosis?)
  /// SIGHUP: read the configuration again.
  case reload
  /// The configuration was read: nil if it is in force now, else why the old one stays.
  case reloaded(mode: AgentPolicy.Mode, refusal: [String]?)
  /// SIGTERM or SIGINT.
  case terminate
}
