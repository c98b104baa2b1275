import APModel
import Neighbours

/// Programs of the host that are configured for queues which the host does not have.
enum ProgramCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    let host = Set(facts.snapshot.queues.filter(\.isHosted).map(\.id))
    let files = facts.users.queuesByFile.sorted { $0.key < $1.key }
    return files.compactMap { file, named in
      let lacks = named.subtracting(host)
      guard !lacks.isEmpty else { return nil }
      let isBare = lacks.count == named.count
      let list = lacks.sorted().map { "\($0)" }.joined(separator: " ")
      return Finding(
        isBare ? "program-without-queue" : "program-lacks-queue", isBare ? .now : .knowing,
        isBare
          ? "the host has none of the queues that \(file) names"
          : "the host lacks \(list), which \(file) names; its other queues are there",
        [.init(file, named.sorted().map { "\($0)" }.joined(separator: " "))]
          + lacks.sorted().prefix(8).map { .init("/sys/bus/ap/devices/\($0)", place($0, facts)) },
        remedy:
          "give the queues back to the host (apmatrix explain QUEUE says whose they are), or name"
          + " others in the file")
    }
  }

  /// Where a queue is that the host lacks.
  private static func place(_ queue: APQN, _ facts: Facts) -> String {
    guard let found = facts.snapshot.queues.first(where: { $0.id == queue }) else {
      return "missing"
    }
    return found.driver.map { "bound to \($0)" } ?? "without a driver"
  }
}
