import APModel
import Neighbours

/// Programs of the host that are configured for queues which the host does not have.
enum ProgramCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    let host = Set(facts.snapshot.queues.filter(\.isHosted).map(\.id))
    let files = facts.users.queuesByFile.sorted { $0.key < $1.key }
    return takers(facts, host)
      + files.compactMap { file, named in
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

  /// Programs that take any EP11 queue, of which the host has none although some are there.
  private static func takers(_ facts: Facts, _ host: Set<APQN>) -> [Finding] {
    let ep11 = AdapterSet(facts.snapshot.cards.lazy.filter { $0.mode == .ep11 }.map(\.id))
    let queues = facts.snapshot.queues.map(\.id).filter { ep11.contains($0.adapter) }
    guard !queues.isEmpty, host.isDisjoint(with: queues) else { return [] }
    return facts.users.ep11Files.map { file in
      Finding(
        "program-without-queue", .knowing,
        "the host has no EP11 queue, and \(file) is for whatever it has (APQN_ANY)",
        [.init(file, "APQN_ANY")]
          + queues.prefix(8).map { .init("/sys/bus/ap/devices/\($0)", place($0, facts)) },
        remedy: "give one back to the host (apmatrix explain QUEUE says whose it is)")
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
