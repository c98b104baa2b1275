/// Recognises objects that somebody else keeps changing back.
struct TugOfWar: Hashable, Sendable {
  /// The objects that are left alone, and until when.
  private(set) var resting: [String: Instant] = [:]
  private var repairs: [String: [Instant]] = [:]

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

  /// The hardware changed: what differs now is nobody's doing.
  mutating func hardwareChanged() { repairs = [:] }

  /// Hardware came, about which nobody has fought yet.
  ///
  /// - Returns: the objects that are not left alone any more, ordered by name.
  mutating func hardwareCame() -> [String] {
    defer { resting = [:] }
    return resting.keys.sorted()
  }

  private func recent(_ object: String, _ now: Instant, _ policy: AgentPolicy) -> [Instant] {
    repairs[object, default: []].filter { now - $0 < policy.tugOfWarWindow }
  }

  /// Ends the rests that are over.
  ///
  /// - Returns: their objects, ordered by name.
  mutating func expire(at now: Instant) -> [String] {
    let over = resting.filter { $0.value <= now }.keys.sorted()
    for object in over { resting[object] = nil }
    for (object, times) in repairs where times.allSatisfy({ now - $0 >= 3_600_000 }) {
      repairs[object] = nil
    }
    return over
  }

  /// Forgets everything: the administrator has spoken.
  mutating func reset() { self = TugOfWar() }
}
