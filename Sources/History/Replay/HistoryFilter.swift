public import APModel
internal import Reconcile

/// Which part of a history is asked for; an empty part stands for everything.
public struct HistoryFilter: Sendable {
  let queues: Set<APQN>
  let guests: [String]
  let span: ClosedRange<Moment>
  let causes: Set<HistoryEntry.Cause>
  /// The beginnings of lines that may be about a queue.
  private let marks: [[UInt8]]
  /// What stands in a line that is about one of the queues: its name, or that it folds many.
  private let names: [[UInt8]]

  /// Asks for a part.
  ///
  /// - Parameters:
  ///   - queues: only what is about these queues.
  ///   - guests: only what is about these guests: names, uuids, or beginnings of uuids.
  ///   - span: only what happened, or may have happened, in it.
  ///   - causes: only what these did.
  public init(
    queues: Set<APQN>, guests: [String], span: ClosedRange<Moment>, causes: Set<HistoryEntry.Cause>
  ) {
    self.queues = queues
    self.guests = guests
    self.span = span
    self.causes = causes
    let start = "{\"schema\":\"\(HistoryEntry.schema)\",\"kind\":\""
    marks = queues.isEmpty ? [] : ["queues", "override"].map { Array("\(start)\($0)\"".utf8) }
    names = queues.map { Array("\($0)".utf8) } + [Array(".{".utf8)]
  }

  /// Whether a line is worth reading, by its bytes.
  public func mayWant(_ line: ArraySlice<UInt8>) -> Bool {
    guard !marks.isEmpty else { return true }
    guard marks.contains(where: { line.starts(with: $0) }) else { return false }
    return line.withUnsafeBytes { bytes in names.contains { Self.has(bytes, $0) } }
  }

  private static func has(_ bytes: UnsafeRawBufferPointer, _ name: [UInt8]) -> Bool {
    guard bytes.count >= name.count else { return false }
    for start in 0...(bytes.count - name.count) where bytes[start] == name[0] {
      if (1..<name.count).allSatisfy({ bytes[start + $0] == name[$0] }) { return true }
    }
    return false
  }

  /// Whether an entry is asked for.
  public func wants(_ entry: HistoryEntry) -> Bool {
    let (first, last) = (entry.since ?? entry.until ?? entry.time, entry.until ?? entry.time)
    guard last >= span.lowerBound, first <= span.upperBound else { return false }
    guard causes.isEmpty || entry.cause.map(causes.contains) ?? false else { return false }
    guard queues.isEmpty || queues.contains(where: entry.queues.contains) else { return false }
    return guests.isEmpty || guests.contains { entry.isAbout(guest: $0) }
  }
}

extension HistoryEntry {
  /// Whether it belongs into the access report of a queue.
  public func concerns(accessTo queue: APQN) -> Bool {
    switch kind {
    case .queues: queues.contains(queue)
    case .state, .lost, .agent: true
    default: false
    }
  }

  /// Whether a person who asks for a guest means this.
  fileprivate func isAbout(guest: String) -> Bool {
    if object == "guest \(guest)" || object == guest { return true }
    let lower = guest.lowercased()
    return guestUUIDs.contains { names[$0] == guest || $0.hasPrefix(lower) }
  }
}

extension HistoryReader.Line {
  /// The number of the entry in the history; nil if it has none, or one that no entry has.
  public var entryNumber: Int? {
    // It stands just before the chain.
    let body = bytes.dropLast(Chain.tail)
    let isDigit = { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    let digits = body[(body.lastIndex { !isDigit($0) }.map { $0 + 1 } ?? body.startIndex)...]
    // More digits are more entries than any history has.
    guard (1...18).contains(digits.count) else { return nil }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return number <= KnownHost.mostEntries ? number : nil
  }
}
