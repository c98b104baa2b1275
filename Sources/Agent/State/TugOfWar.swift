/// Recognises objects that somebody else keeps changing back.
struct TugOfWar: Hashable, Sendable {
  /// The objects that are left alone, and until when.
  private(set) var resting: [String: Instant] = [:]
  private var repairs: [String: [Instant]] = [:]
  /// The objects whose rest was ended early, and when.
  private var released: [String: Instant] = [:]

  /// The names of the objects that are left alone.
  var objects: Set<String> { Set(resting.keys) }

  /// When the next rest ends; nil if nothing rests.
  var nextEnd: Instant? { resting.values.min() }

  /// Notes that objects were repaired with success.
  mutating func repaired(_ objects: Set<String>, at now: Instant, _ policy: AgentPolicy) {
    for object in objects { repairs[object] = recent(object, now, policy) + [now] }
  }

  /// Takes note of objects that differ again.
  ///
  /// - Returns: those that are recognised as contested just now, ordered by name.
  mutating func differ(
    _ objects: Set<String>, at now: Instant, _ policy: AgentPolicy
  ) -> [String] {
    let contested = objects.sorted().filter {
      recent($0, now, policy).count >= policy.tugOfWarRepairs
    }
    for object in contested {
      resting[object] = now + policy.tugOfWarRest
      repairs[object] = nil
    }
    return contested
  }

  /// Hardware of objects has come or gone: what differs of them now is nobody's doing.
  ///
  /// - Parameter objects: those; nil stands for all.
  mutating func hardwareChanged(of objects: Set<String>?) {
    guard let objects else { return repairs = [:] }
    for object in objects { repairs[object] = nil }
  }

  /// Ends the rests of objects of which hardware has come, each once in the time of a rest: a card that comes and
  /// goes must not feed a rival.
  ///
  /// - Returns: the objects that are not left alone any more, ordered by name.
  mutating func release(
    _ objects: Set<String>, at now: Instant, _ policy: AgentPolicy
  ) -> [String] {
    let ended = objects.intersection(resting.keys).filter { object in
      released[object].map { now - $0 >= policy.tugOfWarRest } ?? true
    }
    for object in ended { (resting[object], released[object]) = (nil, now) }
    return ended.sorted()
  }

  private func recent(_ object: String, _ now: Instant, _ policy: AgentPolicy) -> [Instant] {
    repairs[object, default: []].filter { now - $0 < policy.tugOfWarWindow }
  }

  /// Ends the rests that are over.
  ///
  /// - Returns: their objects, ordered by name.
  mutating func expire(at now: Instant, _ policy: AgentPolicy) -> [String] {
    let over = resting.filter { $0.value <= now }.keys.sorted()
    for object in over { resting[object] = nil }
    for object in repairs.keys where recent(object, now, policy).isEmpty { repairs[object] = nil }
    return over
  }
}
