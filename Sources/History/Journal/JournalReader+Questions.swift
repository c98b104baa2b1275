public import APModel
public import SystemPackage

extension JournalReader {
  /// Gives each entry that a filter wants, with its line of JSON.
  public func entries(
    _ filter: HistoryFilter, _ body: (HistoryEntry, ArraySlice<UInt8>) -> Void
  ) throws(Errno) {
    let kinds: [HistoryEntry.Kind] =
      filter.queues.isEmpty ? HistoryEntry.Kind.allCases : [.queues, .override]
    let fields =
      Self.kinds(kinds) + filter.queues.map(Self.field)
      + filter.causes.map { "APMATRIX_CAUSE=\($0.rawValue)" }
    try want([fields], beside: try guests(filter.guests))
    try seek(filter.span.lowerBound)
    try read { entry, line in
      if filter.wants(entry) { body(entry, line) }
    }
  }

  /// Gives what tells of queues' owners at a moment: all that is known of them before, and what follows.
  ///
  /// - Parameter queues: the queues; none for all.
  public func owners(
    at moment: Moment, of queues: Set<APQN>, _ body: (HistoryEntry) -> Void
  ) throws(Errno) {
    // Where the clock was set back the order of times is not that of the entries, and all of them count.
    var isSetBack = false
    try want([Self.kinds([.clock])])
    try seek(nil)
    try read { entry, _ in isSetBack = isSetBack || (entry.count ?? 0) < 0 }
    if !isSetBack {
      try want([Self.kinds([.state])])
      try seek(Moment(wall: moment.wall + 1))
      guard let state = try previous() else { return }
      body(state)
      try want(Self.hops(queues))
    } else {
      try want(Self.hops(queues))
      try seek(nil)
    }
    try read { entry, _ in body(entry) }
  }

  /// Gives what tells who could use a queue.
  public func access(to queue: APQN, _ body: (HistoryEntry) -> Void) throws(Errno) {
    try want(Self.hops([queue]))
    try seek(nil)
    try read { entry, _ in body(entry) }
  }

  private static func hops(_ queues: Set<APQN>) -> [[String]] {
    [kinds([.queues]) + queues.map(field), kinds([.state, .lost, .agent, .clock])]
  }

  private static func field(_ queue: APQN) -> String { "APMATRIX_QUEUE=\(queue)" }

  /// By name, by uuid or its beginning, or by what an entry calls its object.
  private func guests(_ guests: [String]) throws(Errno) -> [[String]] {
    guard !guests.isEmpty else { return [] }
    let beginnings = guests.map { $0.lowercased() }
    let uuids = try values(of: "APMATRIX_UUID").filter { uuid in
      beginnings.contains { uuid.hasPrefix($0) }
    }
    let fields = [
      guests.map { "APMATRIX_GUEST=\($0)" }, guests.map { "APMATRIX_OBJECT=\($0)" },
      uuids.map { "APMATRIX_UUID=\($0)" },
    ]
    return fields.filter { !$0.isEmpty }
  }
}
