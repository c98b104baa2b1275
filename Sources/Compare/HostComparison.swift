public import APModel
public import Reconcile

/// What differs between two states of a host: owners of queues, what guests get, problems.
public struct HostComparison: Sendable {
  /// Queues that went from one kind of owner to another; nil stands for a queue without a device.
  public struct Move: Sendable {
    /// Who had them.
    public let from: OwnerKind?
    /// Who has them afterwards.
    public let to: OwnerKind?
    /// The queues.
    public let queues: QueueSet
  }

  /// A guest that gets more, or less.
  public struct Guest: Sendable {
    /// The mdev.
    public let uuid: String
    /// What a person calls it.
    public let name: String
    /// Whether it runs before or afterwards.
    public let isRunning: Bool
    /// What it gets and did not.
    public let gained: QueueSet
    /// What it got and does not any more.
    public let lost: QueueSet
    /// Domains that it controls and did not.
    public let gainedControl: DomainSet
    /// Domains that it does not control any more.
    public let lostControl: DomainSet
  }

  /// How many queues each kind of owner has, before and after.
  public let counts: [(kind: OwnerKind, before: Int, after: Int)]
  /// The queues that changed hands.
  public let moves: [Move]
  /// The guests whose matrix changed, ordered by uuid.
  public let guests: [Guest]
  /// The mdevs that are no longer there, by uuid.
  public let vanished: [String]
  /// The mdevs that were not there before, by uuid.
  public let appeared: [String]
  /// The problems that are no longer there, but for those of guests that are not either.
  public let gone: [Problem]
  /// The problems that were not there before.
  public let come: [Problem]
  /// The state afterwards.
  public let after: HostAnalysis
  private let names: [String: String]

  /// Compares two states of one host.
  ///
  /// - Parameter names: what a person calls guests, by uuid, beside what the host says itself.
  public init(_ before: HostSnapshot, _ after: HostSnapshot, names: [String: String] = [:]) {
    // A guest that has come, or is no longer there, has one name in both.
    let known = ComparedHost.names(after, ComparedHost.names(before, names))
    self.init(ComparedHost(before, names: known), ComparedHost(after, names: known))
  }

  /// Compares two hosts, or one at two times.
  public init(_ before: ComparedHost, _ after: ComparedHost) {
    names = before.names.merging(after.names) { first, _ in first }
    self.after = after.analysis
    counts = Self.counts(before.analysis, after.analysis)
    moves = Self.moves(before, after)
    guests = Self.guests(before, after, names)
    vanished = before.mdevs(missingIn: after)
    appeared = after.mdevs(missingIn: before)
    gone = before.problems(unknownTo: after, leavingOut: Set(vanished))
    come = after.problems(unknownTo: before)
  }

  /// Whether nothing differs.
  public var isEmpty: Bool {
    moves.isEmpty && guests.isEmpty && gone.isEmpty && come.isEmpty && vanished.isEmpty
      && appeared.isEmpty
  }

  /// How messages call a guest: `guest web01`, or `mdev 6217...` where it has no name.
  public func label(_ uuid: String) -> String {
    names[uuid].map { $0.hasPrefix("mdev ") ? $0 : "guest \($0)" } ?? "mdev \(uuid)"
  }

  /// What a person calls a guest; its uuid where it has no name.
  public func name(_ uuid: String) -> String { names[uuid] ?? uuid }

  private static func counts(
    _ before: HostAnalysis, _ after: HostAnalysis
  ) -> [(kind: OwnerKind, before: Int, after: Int)] {
    let counts = [before, after].map(\.ownerships.countsByOwner)
    return OwnerKind.allCases
      .map { ($0, counts[0][$0] ?? 0, counts[1][$0] ?? 0) }
      .filter { $0 != .unknown || $1 + $2 > 0 }
  }

  private static func moves(_ before: ComparedHost, _ after: ComparedHost) -> [Move] {
    let old = owners(before.analysis)
    let new = owners(after.analysis)
    let kinds: [OwnerKind?] = OwnerKind.allCases.map(\.self) + [nil]
    var found: [[QueueSet]] = kinds.map { _ in kinds.map { _ in QueueSet() } }
    for queue in Set(old.keys).union(new.keys) where old[queue] != new[queue] {
      guard !before.hides(old[queue]), !after.hides(new[queue]),
        let from = kinds.firstIndex(of: old[queue].map(OwnerKind.init)),
        let to = kinds.firstIndex(of: new[queue].map(OwnerKind.init)), from != to
      else { continue }
      found[from][to].insert(queue)
    }
    return kinds.indices.flatMap { from in
      kinds.indices.filter { !found[from][$0].isEmpty }.map { to in
        Move(from: kinds[from], to: kinds[to], queues: found[from][to])
      }
    }
  }

  private static func owners(_ analysis: HostAnalysis) -> [APQN: QueueOwner] {
    Dictionary(analysis.ownerships.map { ($0.queue, $0.owner) }) { first, _ in first }
  }

  private static func guests(
    _ before: ComparedHost, _ after: ComparedHost, _ names: [String: String]
  ) -> [Guest] {
    let all = before.analysis.guests + after.analysis.guests
    let running = Set(all.lazy.map(\.mdev).filter { $0.isInUse == true }.map(\.uuid))
    let pairs = HostDifference.pairs(
      before.analysis.guests, after.analysis.guests, by: \.mdev.uuid)
    return pairs.compactMap { uuid, old, new in
      let (was, gets) = (old?.effective ?? Matrix(), new?.effective ?? Matrix())
      guard was != gets, !before.hides(old), !after.hides(new) else { return nil }
      return Guest(
        uuid: uuid, name: names[uuid] ?? uuid, isRunning: running.contains(uuid),
        gained: QueueSet(gets).subtracting(QueueSet(was)),
        lost: QueueSet(was).subtracting(QueueSet(gets)),
        gainedControl: gets.controlDomains.subtracting(was.controlDomains),
        lostControl: was.controlDomains.subtracting(gets.controlDomains))
    }
  }
}
