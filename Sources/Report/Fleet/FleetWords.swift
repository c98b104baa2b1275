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

/// What the hosts of a fleet are called in a table: their paths, without the directory that all share.
struct FleetNames {
  private let shared: Int

  init(_ fleet: Fleet) {
    let directories = fleet.hosts.map { host in host.path.split(separator: "/").dropLast() }
    guard var common = directories.first else {
      shared = 0
      return
    }
    for directory in directories.dropFirst() {
      let same = zip(common, directory).prefix { $0 == $1 }.count
      common = common.prefix(same)
    }
    shared = common.count
  }

  /// The short name of a path.
  func short(_ path: String) -> String {
    let parts = path.split(separator: "/")
    return shared == 0 ? path : parts.dropFirst(shared).joined(separator: "/")
  }
}
