internal import APModel

extension AgentState {
  /// Tells and keeps what a look shows of guests' queues that drivers of the host have.
  mutating func noteExposures(_ look: Look) {
    let news = exposures.see(look, at: now)
    guard !news.isEmpty else { return }
    for line in ExposureText.begun(news.begun) { log(.critical, line) }
    for line in ExposureText.left(news.left) { log(.critical, line) }
    for line in ExposureText.ended(news.ended) { log(.critical, line) }
    actions.append(.keep(exposures))
  }

  /// Somebody has acknowledged exposures.
  mutating func acknowledged(_ mark: Acknowledgement) {
    let count = exposures.acknowledge(mark, at: now)
    guard count > 0 else { return }
    log(
      .notice,
      "agent: the exposure of \(count.counting("queue")) is acknowledged")
    actions.append(.keep(exposures))
    publication.change()
  }
}
