internal import Reconcile

/// What drivers of the host had of guests' queues, until somebody has acknowledged it.
public struct ExposureLedger: Hashable, Sendable {
  /// What has begun and what has ended with a look.
  struct News: Hashable, Sendable {
    var begun: [Exposure] = []
    /// What has begun and ended since the last look.
    var passed: [Exposure] = []
    /// What lasts and is worse than was told: the guest runs now, or another driver has its queue.
    var changed: [Exposure] = []
    /// What the guest has not any more, and a driver of the host still has.
    var left: [Exposure] = []
    var ended: [Exposure] = []

    var isEmpty: Bool {
      begun.isEmpty && passed.isEmpty && changed.isEmpty && left.isEmpty && ended.isEmpty
    }

    /// What lasted until the look did not pass before it.
    fileprivate mutating func end(_ exposure: Exposure) {
      let hasBegun = begun.contains { $0.number == exposure.number }
      begun.removeAll { $0.number == exposure.number }
      if hasBegun { passed.append(exposure) } else { ended.append(exposure) }
    }

    fileprivate mutating func leave(_ exposure: Exposure) {
      begun.removeAll { $0.number == exposure.number }
      left.append(exposure)
    }
  }

  /// Which ledger it is: numbers of another one mean nothing here.
  public let name: String
  /// What nobody has acknowledged yet, ordered by guest and queue.
  public private(set) var exposures: [Exposure]
  /// How often a queue was found so.
  public private(set) var total: Int
  /// How long those that are over took together since they were first seen.
  private(set) var ended: Milliseconds
  /// Whether it is kept where `apmatrix acknowledge` finds it.
  private(set) var isKept = true

  /// Of an agent that keeps none: what is over is counted and forgotten, as nobody can acknowledge it.
  static var unkept: ExposureLedger {
    var ledger = ExposureLedger(name: "")
    ledger.isKept = false
    return ledger
  }

  /// A ledger without an entry.
  public init(name: String) {
    self.init(name: name, exposures: [], total: 0, ended: 0)
  }

  /// A ledger as it was kept.
  init(name: String, exposures: [Exposure], total: Int, ended: Milliseconds) {
    self.name = name
    self.exposures = exposures
    self.total = total
    self.ended = ended
  }

  /// How long all of them took together until now, in whole seconds, rounded up.
  public func seconds(at now: Instant) -> Int {
    let lasting = exposures.lazy.filter(\.lasts).map { now - $0.began }
    return Int((lasting.reduce(ended, +) + 999) / 1000)
  }

  /// Takes note of a look and of what was between it and the one before; what could not be read may be as
  /// it was.
  ///
  /// - Parameter visits: what events tell: what no look has shown, and when that began which this one shows.
  mutating func see(
    _ look: Look, _ visits: (passed: [Visit], shown: [Visit]) = ([], []), at now: Instant
  ) -> News {
    var news = News()
    for found in look.exposed {
      // The first of them: what a driver of the host had in between, too, is no less exposed.
      let event = visits.shown.first { $0.found.isSame(as: found) }
      note(found, since: event?.since ?? now, at: now, &news)
    }
    for visit in visits.passed { note(visit.found, since: visit.since, at: now, &news) }
    guard look.isComplete else { return news }
    for place in exposures.indices where exposures[place].lasts {
      let known = exposures[place]
      guard !look.exposed.contains(where: known.found.isSame) else { continue }
      exposures[place].last = now
      guard !look.hostQueues.contains(known.found.queue) else {
        // An mdev that is being removed owns its queues until its guest ends.
        guard !look.hidden.contains(known.found.uuid) else { continue }
        // The keys are still there, whoever may have the queue now.
        exposures[place].isAssigned = false
        if known.isAssigned { news.leave(exposures[place]) }
        continue
      }
      exposures[place].lasts = false
      ended += now - exposures[place].began
      news.end(exposures[place])
    }
    if !isKept { exposures.removeAll { !$0.lasts } }
    return news
  }

  private mutating func note(
    _ found: ExposedQueue, since: Instant, at now: Instant, _ news: inout News
  ) {
    guard let known = exposures.firstIndex(where: { $0.found.isSame(as: found) }) else {
      total += 1
      let exposure = Exposure(found, number: total, since: since, foundAt: now)
      let place = exposures.firstIndex { Self.precedes(found, $0.found) } ?? exposures.endIndex
      exposures.insert(exposure, at: place)
      news.begun.append(exposure)
      return
    }
    let old = exposures[known]
    exposures[known].found = found
    exposures[known].found.isRunning = found.isRunning || old.lasts && old.found.isRunning
    exposures[known].last = now
    exposures[known].isAssigned = true
    guard !old.lasts else {
      if !exposures[known].isAsTold(old) { news.changed.append(exposures[known]) }
      return
    }
    total += 1
    exposures[known].number = total
    exposures[known].times += 1
    exposures[known].began = since
    exposures[known].lasts = true
    news.begun.append(exposures[known])
  }

  private static func precedes(_ one: ExposedQueue, _ other: ExposedQueue) -> Bool {
    (one.guest, one.uuid, one.queue) < (other.guest, other.uuid, other.queue)
  }

  /// Forgets what somebody has acknowledged; what a guest still has stays.
  ///
  /// - Returns: how many queues were forgotten.
  mutating func acknowledge(_ mark: Acknowledgement, at now: Instant) -> Int {
    guard mark.ledger == name else { return 0 }
    let count = exposures.count
    let known = exposures.filter { !$0.isPending && mark.numbers.contains($0.number) }
    ended += known.lazy.filter(\.lasts).map { now - $0.began }.reduce(0, +)
    exposures.removeAll { known.contains($0) }
    return count - exposures.count
  }
}

/// Which exposures of which ledger somebody has acknowledged.
///
/// Each by its number: one that lasts has a lower number than one that began after it and is over.
public struct Acknowledgement: Hashable, Sendable {
  /// The ledger's name.
  public let ledger: String
  /// The numbers of the exposures.
  public let numbers: Set<Int>

  /// Names what is acknowledged.
  public init(ledger: String, numbers: Set<Int>) {
    self.ledger = ledger
    self.numbers = numbers
  }
}
