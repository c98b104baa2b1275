internal import Uevents

/// How events come in.
extension AgentLoop {
  private static let eventsAtOnce = 512
  private static let portionsAtOnce = 32

  /// All that have arrived by now; of a storm that goes on, not all that it still sends.
  func takeEventsBefore() {
    for _ in 0..<Self.portionsAtOnce {
      guard takeEvents() else { return }
    }
  }

  /// Takes a portion of what has arrived: a storm as a whole would take megabytes.
  ///
  /// - Returns: whether there is more.
  @discardableResult
  func takeEvents() -> Bool {
    guard let source else { return false }
    let batch = source.drain(limit: Self.eventsAtOnce)
    let meanings = batch.events.map { UeventMeaning($0) }
    outputs.history?.heard(batch, meanings)
    if !meanings.isEmpty || batch.overruns > 0 {
      feed(
        .events(
          meanings, numbers: batch.events.map(\.sequenceNumber), overruns: batch.overruns,
          isDrained: batch.isDrained))
    }
    if let reason = batch.death {
      self.source = nil
      feed(.eventsEnded(reason))
    }
    return !batch.isDrained
  }

  func reopen() {
    switch openEvents() {
    case .success(let opened):
      source = opened
      feed(.eventsOpened(opened.name))
    case .failure(let failure):
      source = nil
      feed(.eventsEnded(failure.reason))
    }
  }
}
