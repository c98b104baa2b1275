/// When the host is examined for its next boot, and what of the result is news.
struct Checkup: Hashable, Sendable {
  /// So many findings of one kind are told in full; of more, so many.
  private static let many = 4
  private static let shown = 3
  private static let silence = "apmatrix doctor gave no answer"

  /// The last result; nil before the first.
  private(set) var last: Diagnosis?
  /// When the next begins; nil before the agent is ready.
  private(set) var next: Instant?
  /// When one that is under way is given up; nil if none is.
  private(set) var limit: Instant?
  /// What was told of and not taken back.
  private var known: [Diagnosis.Finding] = []
  private var toldUnseen: [String] = []
  private var hasFailed = false

  /// Wants one at a moment, or after the one that is under way.
  mutating func want(at moment: Instant) { next = moment }

  /// Whether one is to begin now; it is asked for once.
  mutating func begin(at now: Instant, _ policy: AgentPolicy) -> Bool {
    guard let pause = policy.checkup, limit == nil, let next, next <= now else { return false }
    limit = now + policy.checkupLimit
    self.next = now + pause
    return true
  }

  /// Whether the one that is under way is to be given up now.
  func isOverdue(at now: Instant) -> Bool { limit.map { $0 <= now } ?? false }

  /// When something has to be done; nil if nothing has.
  func deadline(_ policy: AgentPolicy) -> Instant? { limit ?? (policy.checkup == nil ? nil : next) }

  /// Notes the result, nil if there is none.
  ///
  /// - Returns: what is new of it, as lines of the log.
  mutating func finish(_ diagnosis: Diagnosis?) -> [LogLine] {
    limit = nil
    guard let diagnosis else {
      defer { hasFailed = true }
      // What was found may be so still, and nothing is healthy because nobody looked.
      last?.unseen = [Self.silence]
      return hasFailed
        ? [] : [LogLine(.warning, "next boot: not examined: \(Self.silence)")]
    }
    hasFailed = false
    let new = diagnosis.boot.filter { !known.contains($0) }
    // What was not looked at may hide what was found before.
    let gone = diagnosis.unseen.isEmpty ? known.filter { !diagnosis.boot.contains($0) } : []
    known = known.filter { !gone.contains($0) } + new
    let hidden = diagnosis.unseen == toldUnseen ? nil : diagnosis.unseen.first
    toldUnseen = diagnosis.unseen
    last = diagnosis
    let rest = diagnosis.unseen.count > 1 ? " and \(diagnosis.unseen.count - 1) more" : ""
    return Self.lines(new, .warning) { "next boot: \($0.text); to mend it, \($0.remedy)" }
      + Self.lines(gone, .notice) { "next boot: no longer: \($0.text)" }
      + (hidden.map { [LogLine(.notice, "next boot: not looked at: \($0)\(rest)")] } ?? [])
  }

  /// A line each, but of many of one kind the first ones only.
  private static func lines(
    _ findings: [Diagnosis.Finding], _ priority: LogLine.Priority,
    _ text: (Diagnosis.Finding) -> String
  ) -> [LogLine] {
    var lines: [LogLine] = []
    var told: Set<String> = []
    for finding in findings where told.insert(finding.id).inserted {
      let kind = findings.filter { $0.id == finding.id }
      let some = kind.count > many ? kind.prefix(shown) : kind[...]
      lines += some.map { LogLine(priority, text($0)) }
      guard kind.count > some.count else { continue }
      let more = "and \(kind.count - some.count) more of this kind (\(finding.id))"
      lines.append(LogLine(priority, "next boot: \(more): apmatrix doctor"))
    }
    return lines
  }
}

extension AgentState {
  /// Begins and ends examinations when it is time.
  mutating func examine() {
    if checkup.isOverdue(at: now) {
      actions.append(.endExamination)
      examined(nil)
    }
    if readiness.isReady, checkup.begin(at: now, policy) { actions.append(.examine) }
  }

  /// Tells what an examination has found.
  mutating func examined(_ diagnosis: Diagnosis?) {
    guard checkup.limit != nil else { return }
    actions += checkup.finish(diagnosis).map { .log($0) }
    publication.change()
  }
}
