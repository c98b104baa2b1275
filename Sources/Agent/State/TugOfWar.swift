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
  ///
  /// - Returns: the objects that are recognised as contested just now, ordered by name.
  mutating func repaired(
    _ objects: Set<String>, at now: Instant, _ policy: AgentPolicy
  ) -> [String] {
    var contested: [String] = []
    for object in objects.sorted() {
      var recent = repairs[object, default: []].filter { now - $0 < policy.tugOfWarWindow }
      recent.append(now)
      if recent.count >= policy.tugOfWarRepairs {
        resting[object] = now + policy.tugOfWarRest
        recent = []
        contested.append(object)
      }
      repairs[object] = recent.isEmpty ? nil : recent
    }
    return contested
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
