internal import APModel
internal import Reconcile

/// What the log has told of the host, so that each fact is told once.
struct HostNews: Hashable, Sendable {
  private var told: Look?
  /// What the last look could not read.
  private var unread: Set<String> = []
  /// The problems that were there before something could not be read any more, each with that.
  private var hidden: [Problem: Set<String>] = [:]

  /// The problems of the last look, and those of earlier ones that may be as they were behind what it could not read.
  var problems: [Problem] { told?.problems ?? [] }

  /// The lines for what is new in a look.
  ///
  /// What could not be read may be as it was, and is not called gone.
  ///
  /// - Parameters:
  ///   - look: the look.
  ///   - repairs: whether what differs is repaired at once, and logged with its result then.
  ///   - observes: whether the agent only observes.
  mutating func lines(_ look: Look, repairs: Bool, observes: Bool) -> [LogLine] {
    let last = told ?? Look()
    var next = look
    next.problems = known(look, after: last)
    let guests = GuestNews(next, after: last)
    var lines = guests.lines
    lines += Self.lines(
      next.loggedProblems, after: last.loggedProblems, .warning, gone: LogLine.gone)
    guard next.isComplete else {
      told = last.seen(next)
      return lines
    }
    var known = next
    if repairs {
      // What waits is known again when the repair was made, or was refused once more.
      known.waits = last.waits
      lines += Self.lines(next.taken, after: last.taken, .warning, gone: nil)
    } else {
      if !next.taken.isEmpty { known.taken = last.taken }
      // What is in the way matters as much as what a guest lost by it.
      let priority: LogLine.Priority = guests.tellsLoss ? .warning : .notice
      lines += Self.lines(next.waits, after: last.waits, priority, gone: LogLine.gone)
      lines += Self.lines(next.differences, after: last.differences, .notice, gone: nil)
    }
    if observes, next.isAsDeclared, !last.isAsDeclared {
      lines.append(LogLine(.notice, "host: as declared again"))
    }
    known.remember(last)
    told = known
    return lines
  }

  /// The problems of a look, and those that what it can't read any more may hide: only what is hidden anew can
  /// have been there to be seen before.
  private mutating func known(_ look: Look, after last: Look) -> [Problem] {
    let unread = Set(look.problems.lazy.filter(\.isIncompleteness).map(\.object))
    let fresh = unread.subtracting(self.unread)
    self.unread = unread
    if !fresh.isEmpty {
      for problem in last.problems where !problem.isIncompleteness && hidden[problem] == nil {
        hidden[problem] = fresh
      }
    }
    hidden = hidden.filter { old, behind in
      !look.problems.contains { $0.code == old.code && $0.object == old.object }
        && behind.contains { unread.contains($0) && look.mayHide(old, behind: $0) }
    }
    guard !hidden.isEmpty else { return look.problems }
    return (look.problems + hidden.keys.sorted { $0.sentence < $1.sentence })
      .sorted { $0.severity < $1.severity }
  }

  /// Whether a guest ran when that could be told last: it may have no queue any more that tells it.
  func runs(_ uuid: String) -> Bool { told?.guests.first { $0.uuid == uuid }?.isRunning == true }

  private static func lines(
    _ facts: [String], after last: [String], _ priority: LogLine.Priority, gone: String?
  ) -> [LogLine] {
    let known = Set(last)
    let fresh = facts.filter { !known.contains($0) }.map { LogLine(priority, $0) }
    guard let gone else { return fresh }
    let current = Set(facts)
    return fresh + last.filter { !current.contains($0) }.map { LogLine(.info, gone + $0) }
  }
}

extension Look {
  /// Whether a problem may be as it was although the look does not show it.
  ///
  /// - Parameter unread: what could not be read: a path, or a guest.
  fileprivate func mayHide(_ problem: Problem, behind unread: String) -> Bool {
    if guests.contains(where: { $0.isReadable && HostObject.guest($0.name) == problem.object }) {
      return false
    }
    let card = "devices/ap/card"
    guard unread.hasPrefix(card) else { return true }
    // A file of a card or a queue tells of nothing else: `queue 05.0004`, `card 05`.
    let adapter = unread.dropFirst(card.count).prefix(2)
    return problem.object.split(separator: " " as Character).contains { $0.hasPrefix(adapter) }
  }

  fileprivate var differences: [String] { steps.map { "\($0.object): differs: \($0.text)" } }

  /// Whether a guest runs is as it was known last where no queue of it can tell.
  fileprivate mutating func remember(_ last: Look) {
    for place in guests.indices where guests[place].isRunning == nil {
      let old = last.guests.first { $0.uuid == guests[place].uuid }
      guests[place].isRunning = old?.isRunning
    }
  }

  /// What is known after an incomplete look: what that shows, and what was known of the rest.
  fileprivate func seen(_ next: Look) -> Look {
    var known = self
    let readable = next.guests.filter(\.isReadable)
    let uuids = Set(readable.map(\.uuid))
    known.guests = known.guests.filter { !uuids.contains($0.uuid) } + readable
    known.problems = next.problems
    known.remember(self)
    return known
  }
}
