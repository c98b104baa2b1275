/// Sets objects aside whose repair keeps failing, so that all others are still looked after.
struct Stubborn: Hashable, Sendable {
  /// So many failures in a row set an object aside.
  private static let patience = 3

  /// The objects that are set aside, and until when.
  private(set) var resting: [String: Instant] = [:]
  private var failures: [String: Int] = [:]

  /// The names of the objects that are set aside.
  var objects: Set<String> { Set(resting.keys) }

  /// When the next rest ends; nil if nothing rests.
  var nextEnd: Instant? { resting.values.min() }

  /// The failures in a row of the object that is set aside and failed most often.
  var mostFailures: Int { resting.keys.compactMap { failures[$0] }.max() ?? 0 }

  /// Notes that the repair of an object failed.
  ///
  /// - Returns: whether it is set aside now.
  mutating func failed(_ object: String, at now: Instant, _ policy: AgentPolicy) -> Bool {
    let count = failures[object, default: 0] + 1
    failures[object] = count
    guard count >= Self.patience else { return false }
    let doubled = policy.firstBackOff << Int64(min(count - 1, 20))
    resting[object] = now + min(doubled, policy.longestBackOff)
    return true
  }

  /// Notes that a whole repair was done.
  mutating func succeeded(_ objects: Set<String>) {
    for object in objects { failures[object] = nil }
  }

  /// Forgets the failures of what does not differ any more, whoever mended it.
  mutating func differ(_ objects: Set<String>) {
    failures = failures.filter { objects.contains($0.key) || resting[$0.key] != nil }
  }

  /// The host is another one: each object is worth one attempt.
  mutating func hostChanged() { resting = [:] }

  /// Ends the rests that are over.
  ///
  /// - Returns: whether there was one.
  mutating func expire(at now: Instant) -> Bool {
    let over = resting.filter { $0.value <= now }
    for object in over.keys { resting[object] = nil }
    return !over.isEmpty
  }
}
