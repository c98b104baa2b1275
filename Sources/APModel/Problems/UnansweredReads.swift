/// Attributes of one name that the kernel did not answer in time, told together.
public struct UnansweredReads: Hashable, Sendable {
  /// The name of the attribute.
  public let attribute: String
  /// Whose it is: names of guests, or queues; of the host's own attributes their paths.
  public let owners: [String]
  /// Why it is not known.
  public let reason: String
  /// What the owners are; nil for the host's own attributes.
  private let noun: String?

  /// Gathers what was not answered.
  ///
  /// - Parameters:
  ///   - problems: all that could not be read.
  ///   - name: what a person calls a guest, by uuid.
  public static func all(
    in problems: [ReadProblem], naming name: (String) -> String
  ) -> [UnansweredReads] {
    var names: [String] = []
    var found: [String: [ReadProblem]] = [:]
    for problem in problems where problem.isUnanswered {
      let attribute = problem.path.split(separator: "/").last.map(String.init) ?? problem.path
      if found[attribute] == nil { names.append(attribute) }
      found[attribute, default: []].append(problem)
    }
    return names.compactMap { attribute in
      guard let group = found[attribute], let first = group.first else { return nil }
      let noun = first.path.hasPrefix("bus/") ? nil : attribute == "status" ? "queue" : "guest"
      let owners = group.map { problem in
        guard let noun else { return problem.path }
        let owner = problem.path.split(separator: "/").dropLast().last.map(String.init) ?? ""
        return noun == "guest" ? name(owner) : owner
      }
      return UnansweredReads(
        attribute: attribute, owners: owners, reason: first.reason, noun: noun)
    }
  }

  /// `guest_matrix of guests web01, db01`, or `bus/ap/apmask`.
  ///
  /// - Parameter limit: so many are named; of more, how many there are.
  public func object(limit: Int = .max) -> String {
    let named = owners.prefix(limit).joined(separator: ", ")
    let rest = owners.count - min(limit, owners.count)
    let all = named + (rest > 0 ? " and \(rest) more" : "")
    guard let noun else { return all }
    return "\(attribute) of \(noun)\(owners.count == 1 ? "" : "s") \(all)"
  }

  /// The fact in one line.
  public var sentence: String { "\(object()): \(reason)" }

  /// What to do about it.
  public static let remedy =
    "run it again when the reset has ended, or with a longer --timeout; what depends on it is known by"
    + " rule only, or missing"
}

extension HostSnapshot {
  /// What could not be read, a line each: what was not answered in time in one line for each attribute, and
  /// the guests whose matrix it was not safe to read.
  public func unreadLines(naming name: (String) -> String) -> [String] {
    problems.filter { !$0.isUnanswered }.map(\.description)
      + UnansweredReads.all(in: problems, naming: name).map(\.sentence)
      + mdevs.compactMap { mdev in
        mdev.isBroken ? nil : mdev.unreadable.map { "guest \(name(mdev.uuid)): \($0)" }
      }
  }

  /// What could not be read, guests by the names that are known.
  public var unreadLines: [String] {
    unreadLines { uuid in mdevs.first { $0.uuid == uuid }?.name ?? uuid }
  }
}
