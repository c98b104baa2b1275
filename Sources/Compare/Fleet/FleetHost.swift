public import APModel

/// What a fleet keeps of one host: numbers, and its guests.
///
/// A fleet may have thousands of hosts, and the snapshot of one is some megabytes.
public struct FleetHost: Sendable {
  /// Where it was read from.
  public let path: String
  /// When that was written, in seconds since 1970; nil for what was read just now.
  public let written: Int?
  /// The kernel's release, if it is known.
  public let kernel: String?
  /// Whether all was read.
  public let isComplete: Bool
  /// Its queues by owner.
  public let owners: [OwnerKind: Int]
  /// How many queues have two owners.
  public let conflicts: Int
  /// Its guests, ascending by uuid.
  public let guests: [FleetGuest]
  /// How many problems of each severity there are.
  public let problems: [Problem.Severity: Int]
  /// The worst problem, if there is one.
  public let worst: Problem?
  /// Whether something is wrong there beside what could not be read.
  public let isAlarming: Bool
  /// Its cards, kind by kind.
  public let cards: [CardTally.Kind: CardTally]

  /// Takes from a host what a fleet keeps.
  ///
  /// - Parameters:
  ///   - path: where it was read from.
  ///   - written: when that was written, in seconds since 1970; nil for what was read just now.
  public init(_ host: ComparedHost, path: String, written: Int?) {
    let analysis = host.analysis
    self.path = path
    self.written = written
    kernel = host.snapshot.kernel
    isComplete = host.snapshot.isComplete
    owners = analysis.ownerships.countsByOwner
    conflicts = analysis.ownerships.count(where: \.isConflict)
    guests = analysis.guests.map { FleetGuest($0, name: host.names[$0.mdev.uuid]) }
    problems = host.problems.reduce(into: [:]) { $0[$1.severity, default: 0] += 1 }
    worst = host.problems.first
    isAlarming = host.problems.contains(where: \.isAlarming)
    cards = CardTally.tallies(analysis)
  }

  /// How many queues it has.
  public var queues: Int { owners.values.reduce(0, +) }

  /// How many guests lack a queue, have one that can't answer, or can't be told.
  public var degraded: Int { guests.count(where: \.isDegraded) }

  /// How long ago it was written, in seconds; nil for what was read just now, 0 where that time lies ahead.
  ///
  /// - Parameter now: seconds since 1970.
  public func age(at now: Int) -> Int? { written.map { max(0, now - $0) } }
}

/// What a fleet keeps of a guest on one host.
public struct FleetGuest: Hashable, Sendable {
  /// The uuid of the mdev.
  public let uuid: String
  /// What a person calls the guest, if anybody has named it.
  public let name: String?
  /// How many queues it is assigned; nil if that could not be read.
  public let assigned: Int?
  /// How many of them it gets, or would get; nil if that could not be read.
  public let effective: Int?
  /// Whether a guest runs with it; nil where its queues do not tell.
  public let isRunning: Bool?
  /// Whether it lacks a queue, has one that can't answer, or can't be told.
  public let isDegraded: Bool

  init(_ guest: GuestAnalysis, name: String?) {
    uuid = guest.mdev.uuid
    self.name = name
    assigned = guest.mdev.assigned?.queueCount
    effective = assigned == nil || guest.isUntold ? nil : guest.effectiveCount
    isRunning = guest.mdev.isInUse
    isDegraded = guest.isDegraded
  }
}
