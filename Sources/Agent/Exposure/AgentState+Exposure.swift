internal import APModel
internal import Uevents

extension AgentState {
  /// Takes note of what events say of drivers of the host that have a queue until the next look.
  mutating func heardBindings(_ meanings: [UeventMeaning], _ numbers: [UInt64?]) {
    var isLooking = false
    if case .look = work.job { isLooking = true }
    visits.hear(meanings, numbers, isLooking: isLooking, at: now)
  }

  /// Tells and keeps what a look, and the events before it, show of guests' queues that drivers of the
  /// host have or had.
  mutating func noteExposures(_ look: Look) {
    var look = look
    for place in look.exposed.indices where news.runs(look.exposed[place].uuid) {
      look.exposed[place].isRunning = true
    }
    let news = exposures.see(look, visits.look(look), at: now)
    guard !news.isEmpty else { return }
    for line in ExposureText.begun(news.begun) { log(.critical, line) }
    for line in ExposureText.changed(news.changed) { log(.critical, line) }
    for line in ExposureText.passed(news.passed, isKept: exposures.isKept) { log(.critical, line) }
    for line in ExposureText.left(news.left, isKept: exposures.isKept) { log(.critical, line) }
    for line in ExposureText.ended(news.ended, isKept: exposures.isKept) { log(.critical, line) }
    keepExposures()
  }

  /// Keeps the exposures, so that the next agent goes on counting from here.
  mutating func keepExposures() {
    exposureKeeping = ExposureKeeping(at: now)
    actions.append(.keep(exposures))
  }

  /// Keeps what could not be kept, and now and then what is there.
  mutating func keepOldExposures() {
    if exposureKeeping.isDue(exposures, at: now) { keepExposures() }
  }

  /// Somebody has acknowledged exposures.
  mutating func acknowledged(_ mark: Acknowledgement) {
    let count = exposures.acknowledge(mark, at: now)
    guard count > 0 else { return }
    log(
      .notice,
      "agent: the exposure of \(count.counting("queue")) is acknowledged")
    keepExposures()
    publication.change()
  }
}
