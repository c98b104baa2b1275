import APModel

/// One line for monitoring: a word for the whole, and what is wrong.
public struct CheckLine: Sendable {
  /// So many facts are told, and those behind the first only where they fit; a monitor cuts long lines off.
  private static let (limit, length) = (3, 300)

  private let view: StatusView
  private let problems: [Problem]

  /// Prepares the line of a view.
  public init(_ view: StatusView) {
    self.view = view
    problems = view.problems
  }

  /// The line, without a newline.
  public var line: String {
    let alarms = problems.filter(\.isAlarming).folded.map(\.sentence)
    var facts = Self.first(alarms)
    let rest = alarms.count - facts.count
    if rest > 0 { facts.append("and \(rest.counting("more problem"))") }
    if !view.snapshot.isComplete { facts.append(incompleteness) }
    let counts = "\(view.guests.count.counting("guest")), \(view.queues.count.counting("queue"))"
    let text = facts.isEmpty ? counts : facts.joined(separator: "; ")
    return "\(HealthWord(problems, isComplete: view.snapshot.isComplete).rawValue): \(text)"
  }

  private static func first(_ alarms: [String]) -> [String] {
    var told: [String] = []
    var room = length
    for alarm in alarms where told.count < limit {
      room -= alarm.utf8.count
      if room >= 0 || told.isEmpty { told.append(alarm) }
    }
    return told
  }

  /// What is not known, of which all reasons stand on standard error; monitors show this line alone.
  private var incompleteness: String {
    let unanswered = UnansweredReads.all(in: view.snapshot.problems, naming: view.name)
    guard let first = unanswered.first else { return unread }
    let objects = unanswered.map { $0.object(limit: 3) }.joined(separator: ", ")
    return "\(first.reason); unknown is \(objects)"
  }

  /// The first of what could not be read, and how many there are besides.
  private var unread: String {
    let lines = problems.filter { $0.code == .unreadable }.map(\.sentence)
    guard let first = lines.first else { return "not everything could be read" }
    let rest = lines.count - 1
    return PlainLine.text(first) + (rest == 0 ? "" : ", and \(rest) more could not be read")
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
