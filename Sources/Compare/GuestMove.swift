public import APModel

/// Whether a guest could move from one host to another with the matrix that it is assigned.
///
/// What has to agree is what the kernel's `Documentation/arch/s390/vfio-ap.rst` asks of an mdev that is
/// made again with the same matrix, and what the patch series for live migration of vfio_ap (v3 of June
/// 2026, not merged yet) compares of the queues on both sides: type, mode and functions.
public struct GuestMove: Sendable {
  /// One thing that must hold.
  public struct Check: Hashable, Sendable {
    /// A stable word for programs.
    public let rule: String
    /// Whether it holds; nil if that can't be told.
    public let isMet: Bool?
    /// The fact as a sentence without a full stop.
    public let sentence: String
    /// What to do where it does not hold.
    public let remedy: String?

    /// Whether the guest can't move without it; what is not needed is for a guest that keeps running.
    public var isNeeded: Bool { rule != GuestMove.liveRule }

    /// States that something holds.
    static func met(_ rule: String, _ sentence: String) -> Check {
      Check(rule: rule, isMet: true, sentence: sentence, remedy: nil)
    }

    /// States what is in the way.
    static func unmet(_ rule: String, _ sentence: String, remedy: String) -> Check {
      Check(rule: rule, isMet: false, sentence: sentence, remedy: remedy)
    }

    /// States what can't be told.
    static func unknown(_ rule: String, _ sentence: String, remedy: String) -> Check {
      Check(rule: rule, isMet: nil, sentence: sentence, remedy: remedy)
    }
  }

  /// What follows from all checks.
  public enum Verdict: String, Hashable, Sendable {
    /// The guest can move while it runs.
    case live
    /// It can be shut down here and started there.
    case afterShutdown = "after-shutdown"
    /// Something is in the way.
    case no
    /// Nothing is known to be in the way, but not everything could be seen.
    case unknown
  }

  /// The rule that only a guest that runs must meet.
  static let liveRule = "migratable"

  /// The guest where it is.
  public let guest: GuestAnalysis
  /// Each thing that must hold, in the order in which an administrator would look.
  public let checks: [Check]

  /// Looks at a guest of the one host and at the other.
  public init(_ guest: GuestAnalysis, from source: ComparedHost, to target: ComparedHost) {
    self.guest = guest
    guard let matrix = guest.mdev.assigned else {
      checks = [
        .unknown(
          "assignment", "what the guest is assigned here could not be read",
          remedy: guest.mdev.hiddenRemedy)
      ]
      return
    }
    let finder = GuestMoveFinder(guest.mdev.uuid, matrix, source, target)
    checks =
      [finder.completeness] + finder.mediatedDevice + finder.devices + finder.owners
      + [finder.controlDomains] + finder.cards + finder.outages + [finder.migratability]
  }

  /// What follows.
  public var verdict: Verdict {
    let needed = checks.filter(\.isNeeded)
    if needed.contains(where: { $0.isMet == false }) { return .no }
    if needed.contains(where: { $0.isMet == nil }) { return .unknown }
    return checks.allSatisfy { $0.isMet == true } ? .live : .afterShutdown
  }
}
