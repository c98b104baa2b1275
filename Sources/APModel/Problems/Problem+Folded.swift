extension Problem {
  /// What many guests may have in common, so that it can be told once for all of them.
  fileprivate struct Likeness: Hashable {
    let code: Code
    let severity: Severity
    let fact: Substring
    let remedy: String
  }

  /// What is said of a guest behind its name, without the names of its queues; nil if it is not about a guest.
  fileprivate var likeness: Likeness? {
    guard object.hasPrefix("guest "), sentence.hasPrefix("\(object) ") else { return nil }
    var fact = sentence.dropFirst(object.count + 1)
    if code == .queuesNotAnswering, fact.last == ")", let names = fact.lastIndex(of: "(") {
      fact = fact[..<names].dropLast()
    }
    return Likeness(code: code, severity: severity, fact: fact, remedy: remedy)
  }
}

extension Sequence<Problem> {
  /// The same with what more than three guests have in common as one problem, at the place of the first.
  ///
  /// For people: a card that is off under 84 guests is one fact. Programs get every guest's own.
  public var folded: [Problem] {
    var alike: [Problem.Likeness: [Problem]] = [:]
    for problem in self {
      if let likeness = problem.likeness { alike[likeness, default: []].append(problem) }
    }
    return compactMap { problem in
      guard let likeness = problem.likeness, let all = alike[likeness], all.count > 3 else {
        return problem
      }
      guard problem == all[0] else { return nil }
      let names = all.prefix(3).map { $0.object.dropFirst("guest ".count) }
      let list = "\(names.joined(separator: ", ")) and \(all.count - 3) more"
      return Problem(
        problem.code, problem.severity, "\(all.count) guests",
        "each of \(all.count) guests \(likeness.fact): \(list)", remedy: problem.remedy)
    }
  }
}
