internal import Uevents

extension AgentState {
  /// Begins to give back what is held, if that is due.
  ///
  /// - Returns: whether the worker has got it to do.
  mutating func startRelease() -> Bool {
    guard work.isIdle, duty.takeRelease(at: now) else { return false }
    start(.release)
    return true
  }

  /// What was held is given back, or as much of it as could be.
  mutating func released(_ result: Applied, _ ended: Work) {
    let isNews = duty.released(result, at: now, policy, isEnding: ending.hasBegun)
    tell(result, ended)
    publication.change()
    schedule.want(.verify)
    guard isNews else { return }
    let reason = result.interruption.map { ": \($0)" } ?? ""
    let again = ending.hasBegun && !duty.isOwed ? "" : "; tried again later"
    log(
      .error, "new queues: not all given back to the kernel\(reason)\(again); \(Self.releaseAdvice)"
    )
  }

  /// Says at the end what could not be given back in time.
  mutating func tellOwed() {
    guard duty.isOwed else { return }
    log(
      .error, "new queues: not all given back, and nobody binds them now; \(Self.releaseAdvice)")
  }

  /// Whether the read that events call for need not wait for others of their kind: what has appeared
  /// has no driver and no rival, and waits for the agent.
  func isAwaited(_ hints: [UeventMeaning]) -> Bool {
    duty.isHeld && hints.contains(where: \.isArrival)
  }

  private static let releaseAdvice =
    "apmatrix release binds what has no driver and sets drivers_autoprobe to 1"
}

extension UeventMeaning {
  /// Whether an adapter or a queue came.
  fileprivate var isArrival: Bool {
    switch self {
    case .card(_, let change), .queue(_, let change): change == .added
    default: false
    }
  }
}
