public import APModel

/// Names queues in a sentence without flooding it.
public enum QueueList {
  /// The most queues that are named one by one.
  private static let limit = 4

  /// `05.0004, 05.0047`; beyond four `05.0004, 05.0047, ... (12 queues)`.
  public static func text(_ queues: some Sequence<APQN>) -> String {
    var names: [String] = []
    var count = 0
    for queue in queues {
      if count < limit { names.append(queue.description) }
      count += 1
    }
    guard count > limit else { return names.joined(separator: ", ") }
    return names.prefix(limit - 1).joined(separator: ", ") + ", ... (\(count) queues)"
  }

  /// The queues of a set, as above.
  public static func text(_ set: QueueSet) -> String { text(set.queues) }

  /// The queues and what is said of them, in the form for one of them or for more.
  public static func text(_ set: QueueSet, _ one: String, _ many: String) -> String {
    "\(text(set)) \(set.count == 1 ? one : many)"
  }
}
