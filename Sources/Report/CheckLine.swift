import APModel

/// One line for monitoring: a word for the whole, and what is wrong.
public struct CheckLine: Sendable {
  /// So many facts are told; a monitor cuts long lines off.
  private static let limit = 4

  private let view: StatusView
  private let problems: [Problem]

  /// Prepares the line of a view.
  public init(_ view: StatusView) {
    self.view = view
    problems = view.problems
  }

  /// The line, without a newline.
  public var line: String {
    var facts = problems.filter(\.isAlarming).folded.map(\.sentence)
    if facts.count > Self.limit {
      facts = facts.prefix(Self.limit - 1) + ["and \(facts.count - Self.limit + 1) more problems"]
    }
    if !view.snapshot.isComplete { facts.append(incompleteness) }
    let counts = "\(view.guests.count.counting("guest")), \(view.queues.count.counting("queue"))"
    let text = facts.isEmpty ? counts : facts.joined(separator: "; ")
    return "\(HealthWord(problems, isComplete: view.snapshot.isComplete).rawValue): \(text)"
  }

  /// What is not known, of which the reasons stand on standard error.
  private var incompleteness: String {
    let unanswered = UnansweredReads.all(in: view.snapshot.problems, naming: view.name)
    guard let first = unanswered.first else { return "not everything could be read" }
    let objects = unanswered.map { $0.object(limit: 3) }.joined(separator: ", ")
    return "\(first.reason); unknown is \(objects)"
  }
}

/// The whole in a word, the worst first; in JSON as `health`.
enum HealthWord: String, CaseIterable {
  /// A queue has two owners.
  case conflict = "CONFLICT"
  /// The next probe or mask write could stop the kernel.
  case danger = "DANGER"
  /// A guest or the host has less than it should.
  case degraded = "DEGRADED"
  /// Not everything could be read.
  case incomplete = "INCOMPLETE"
  /// Every owner, guest and guest's queue was looked at, and nothing is wrong.
  case ok = "OK"

  init(_ problems: [Problem], isComplete: Bool) {
    let alarms = problems.filter(\.isAlarming)
    if alarms.contains(where: { $0.code == .twoOwners }) {
      self = .conflict
    } else if alarms.contains(where: { $0.severity == .critical }) {
      self = .danger
    } else if !alarms.isEmpty {
      self = .degraded
    } else {
      self = isComplete ? .ok : .incomplete
    }
  }
}
