public import History

/// How the history follows the wall clock, which an administrator or a daemon can set.
extension AgentHistory {
  /// The agent starts.
  ///
  /// - Parameter alive: when an earlier one last looked; nil where there was none.
  /// - Returns: that, behind what is certain of the clock: the machine may have been started anew meanwhile.
  public mutating func starts(
    at now: Moment, after alive: Moment?, _ words: String
  ) -> [HistoryEntry] {
    offset = now.wall - now.uptime
    notedAt = now
    var start = Self.agent(HistoryEntry.starting, at: now, after: words)
    guard let alive else { return [start] }
    (start.since, start.until) = (alive, now)
    guard now < alive else { return [start] }
    var clock = HistoryEntry(.clock, at: now)
    (clock.count, clock.since) = (Int(now.wall - alive.wall), alive)
    (start.predating, setBack) = (.since, now)
    return [clock, start]
  }

  /// Tells that the wall clock was set since the last time.
  mutating func clock(_ now: Moment) -> [HistoryEntry] {
    defer { offset = now.wall - now.uptime }
    guard let offset, abs(now.wall - now.uptime - offset) >= Self.jump else { return [] }
    var entry = HistoryEntry(.clock, at: now)
    let shift = Int(now.wall - now.uptime - offset)
    entry.count = shift
    if shift < 0 { setBack = now }
    return [entry]
  }
}
