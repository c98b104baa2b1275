import APModel

/// One step of a plan.
public struct PlanStep: Hashable, Sendable {
  /// The phases, in the order in which every plan goes through them.
  public enum Phase: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Guests let go of what they should not have.
    case release
    /// Cards get their driver, without which no queue of theirs may get to the host, masks or
    /// overrides, whichever decide no longer, go out of use, and what appears is held or is not.
    case prepare
    /// Mask bits are cleared: host drivers let go.
    case clear
    /// Queues get their driver.
    case bind
    /// Mask bits are set: host drivers get queues.
    case reserve
    /// mdevs are created, each just before its guest gets what it should have.
    case create
    /// Guests get what they should have, one after the other.
    case acquire
    /// The kernel is made to filter again.
    case refilter
    /// The result is read back.
    case verify

    private var position: Int {
      Self.allCases.firstIndex(of: self == .create ? .acquire : self) ?? 0
    }

    /// Orders phases as a plan goes through them; `create` and `acquire` take turns.
    public static func < (lhs: Phase, rhs: Phase) -> Bool { lhs.position < rhs.position }
  }

  /// The number by which people call the step, from 1.
  public var number: Int
  /// Where in the order it stands.
  public let phase: Phase
  /// What it does.
  public let operation: PlanOperation
  /// Why, as half a sentence.
  public let reason: String
  /// What it does to whom.
  public let effects: [Effect]
  /// What must hold immediately before.
  public let preconditions: [Precondition]

  /// Why, and on what grounds queues that might be in use are taken.
  public var grounds: String {
    ([reason] + effects.filter(\.isGround).map(\.text)).joined(separator: "; ")
  }
}

extension PlanStep {
  /// What an mdev holds before the step, as the step relies on it.
  func held(by uuid: String) -> Matrix {
    for case .holds(uuid, let matrix) in preconditions { return matrix }
    return Matrix()
  }
}

extension Matrix {
  /// The matrix with a member, or without it.
  func with(_ member: MatrixMember, isMember: Bool) -> Matrix {
    var result = self
    member.apply(to: &result, inserting: isMember)
    return result
  }
}
