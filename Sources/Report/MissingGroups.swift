import APModel

/// The queues that a guest lacks, put together by reason in the order of the first queue of each.
struct MissingGroups {
  /// The reasons with their queues, ascending.
  private(set) var groups: [(MissingReason, [APQN])] = []

  init(_ missing: [MissingQueue]) {
    var positions: [MissingReason: Int] = [:]
    for one in missing {
      if let position = positions[one.reason] {
        groups[position].1.append(one.queue)
      } else {
        positions[one.reason] = groups.count
        groups.append((one.reason, [one.queue]))
      }
    }
  }
}
