/// Watches the host's queues: one whose counter stood still for a while is not in use.
///
/// It remembers the counters of earlier looks, so that every later look can be judged.
public struct UseWatch: Sendable {
  private struct Mark {
    var count: Int
    /// When the counter was first seen so, in seconds of a clock that never goes back.
    var since: Int
    /// By how much, and within how many seconds, it had grown to this; nil if it was the first look.
    var growth: (count: Int, seconds: Int)?
  }

  /// For how many seconds a counter must stand still.
  public let span: Int
  private var marks: [APQN: Mark] = [:]
  /// Those that had requests under way when they were last looked at.
  private var pending: Set<APQN> = []

  /// Begins to watch.
  ///
  /// - Parameter span: for how many seconds a counter must stand still; 0 takes what was counted for
  ///   over and done.
  public init(span: Int) { self.span = span }

  /// Takes in a look, and judges each queue by this one and the earlier ones.
  ///
  /// - Parameters:
  ///   - queues: the queues with their counters.
  ///   - users: who may use each queue, beside what the counters tell.
  ///   - now: the moment in seconds of a clock that never goes back.
  /// - Returns: the queues in use, each with its reason, and those that are quiet.
  public mutating func look(
    at queues: [Queue], users: QueueUsers = QueueUsers(), now: Int
  ) -> UseFindings {
    var findings = UseFindings(uses: [:], span: span, unseen: users.unseen)
    findings.files = users.queuesByFile
    findings.ep11Files = users.ep11Files
    var seen: [APQN: Mark] = [:]
    pending = []
    for queue in queues where queue.isHosted {
      let use = HostUse(oneLookAt: queue)
      if let count = queue.details?.requestCount, count > 0 {
        seen[queue.id] = mark(queue.id, count, now)
      }
      var judged = use
      if case .unwatched(let count)? = use {
        judged = seen[queue.id].flatMap { judge($0, count, now) }
      }
      if judged == nil || judged?.isUnwatched == true {
        judged = users.use(of: queue.id) ?? judged
      }
      if case .pending? = judged { pending.insert(queue.id) }
      findings.uses[queue.id] = judged
      if judged == nil, use != nil { findings.quiet.insert(queue.id) }
    }
    // A queue that has left the host and comes back is watched anew.
    marks = seen
    return findings
  }

  /// In how many seconds these queues will have been watched for long enough, if nothing is heard of them; nil
  /// if none waits for that.
  public func remaining(of queues: some Sequence<APQN>, now: Int) -> Int? {
    queues.compactMap { remaining(of: $0, now) }.max()
  }

  private func remaining(of queue: APQN, _ now: Int) -> Int? {
    // No counter tells when what is under way will be answered: it is asked again, but never without a pause.
    if pending.contains(queue) { return max(span, 1) }
    guard let mark = marks[queue], now - mark.since < span else { return nil }
    return span - (now - mark.since)
  }

  private func mark(_ queue: APQN, _ count: Int, _ now: Int) -> Mark {
    guard let last = marks[queue] else { return Mark(count: count, since: now, growth: nil) }
    guard last.count != count else { return last }
    // A counter that was set back is a new one.
    guard count > last.count else { return Mark(count: count, since: now, growth: nil) }
    return Mark(count: count, since: now, growth: (count - last.count, max(1, now - last.since)))
  }

  private func judge(_ mark: Mark, _ count: Int, _ now: Int) -> HostUse? {
    guard now - mark.since < span else { return nil }
    guard let growth = mark.growth else { return .unwatched(count: count) }
    return .growing(by: growth.count, seconds: growth.seconds)
  }
}

extension QueueUsers {
  /// The reason for which a queue counts as used by somebody who may not have sent anything yet.
  fileprivate func use(of queue: APQN) -> HostUse? {
    if let names = programs[queue], !names.isEmpty { return .programs(names) }
    if let names = files[queue], !names.isEmpty { return .configured(names) }
    return nil
  }
}
