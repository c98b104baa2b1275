import APModel
public import Compare

extension Fleet {
  /// Whether something is wrong on a host, or one guest runs on two; not that a host could not be read.
  public var needsAttention: Bool {
    hosts.contains(where: \.isAlarming) || guests.contains { running($0) > 1 }
  }
}

extension FleetHost {
  /// Whether something is wrong there, or nobody could look.
  public var needsAttention: Bool { !isComplete || isAlarming }

  /// Its problems in a few words: `2 critical, 1 warning`, `incomplete`, `-`.
  var problemWords: String {
    var words = Problem.Severity.allCases.compactMap { severity -> String? in
      guard let count = problems[severity] else { return nil }
      return severity == .critical ? "\(count) critical" : count.counting(severity.rawValue)
    }
    if !isComplete { words.append("incomplete") }
    return words.isEmpty ? "-" : words.joined(separator: ", ")
  }
}

extension FleetGuest {
  /// How it is on one host, in a few words: `running, 12 queues`, `idle, 10 of 12 queues`.
  var placeWords: String {
    let state = isRunning.map { $0 ? "running, " : "idle, " } ?? ""
    guard let assigned else { return state + "queues not read" }
    let part = effective == assigned ? "" : "\(effective.map(String.init) ?? "?") of "
    return state + part + assigned.counting("queue")
  }
}

extension CardTally.Kind {
  /// The words of `lszcrypt` for its mode.
  var modeWord: String { mode?.title ?? "Unknown" }
}
