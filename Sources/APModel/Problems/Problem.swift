/// Something about a host that an administrator should know, with what to do about it.
///
/// Every report and the agent tell the same list.
public struct Problem: Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable, CaseIterable {
    /// Keys or the kernel are in danger: act now.
    case critical
    /// A guest or the host has less than it should, or nobody could look.
    case warning
    /// Worth knowing; nothing is lost by it.
    case notice
  }

  /// What kind of problem it is, as a stable word for programs.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// A queue is in two guests, or in a guest and with a host driver.
    case twoOwners = "two-owners"
    /// A card has no driver, and a queue of it waits for the host's: the next probe stops the kernel.
    case cardWithoutDriver = "card-without-driver"
    /// An attribute could not be read or understood.
    case unreadable
    /// The host changed while it was read: the bus was scanned, or what a reading shows does not go together.
    case scannedMeanwhile = "scanned-meanwhile"
    /// A guest is assigned queues that it does not get.
    case guestLacksQueues = "guest-lacks-queues"
    /// A guest is assigned control domains that it does not get.
    case guestLacksControl = "guest-lacks-control"
    /// A guest gets queues that the rule of the kernel's filter does not give it.
    case guestGetsMore = "guest-gets-more"
    /// A guest's mdev is detached, or is being removed.
    case guestNotActive = "guest-not-active"
    /// A guest has queues that answer no request.
    case queuesNotAnswering = "queues-not-answering"
    /// A card of which the host has queues is configured off or checkstopped, or an adapter of the host's
    /// configuration has no card.
    case hostCardNotAnswering = "host-card-not-answering"
    /// A guest's queue goes to another driver, or to none, at the next probe.
    case lostAtNextProbe = "lost-at-next-probe"
    /// A queue that the masks reserve for the host has no driver.
    case hostQueueWithoutDriver = "host-queue-without-driver"
    /// A queue that is left for guests, or whose override names no driver that takes queues, has none.
    case guestQueueWithoutDriver = "guest-queue-without-driver"
    /// A declared guest has no mdev.
    case guestAbsent = "guest-absent"
    /// A guest's mdev is assigned something else than the configuration in force declares.
    case guestNotAsDeclared = "guest-not-as-declared"
    /// The kernel cut `guest_matrix` off, so that some queues are known by rule only.
    case unconfirmedQueues = "unconfirmed-queues"
    /// No host driver has a queue of the default domain.
    case defaultDomainUnserved = "default-domain-unserved"
    /// `drivers_autoprobe` is 0: what appears on the bus gets no driver by itself.
    case autoprobeOff = "autoprobe-off"
    /// The agent is to hold new queues for their owners, and can't.
    case holdRefused = "hold-refused"
    /// The declared host can't be reached.
    case obstacle
  }

  /// What kind of problem it is.
  public let code: Code
  /// How bad it is.
  public let severity: Severity
  /// What it is about: `guest web01`, `queue 05.0047`, `card 07`, an attribute's path, `host`.
  public let object: String
  /// The fact as one sentence without a full stop.
  public let sentence: String
  /// What to do, as a sentence without a full stop.
  public let remedy: String

  /// States a problem.
  public init(
    _ code: Code, _ severity: Severity, _ object: String, _ sentence: String, remedy: String
  ) {
    self.code = code
    self.severity = severity
    self.object = object
    self.sentence = sentence
    self.remedy = remedy
  }

  /// Whether it only says that nobody could look.
  public var isIncompleteness: Bool { code == .unreadable || code == .scannedMeanwhile }

  /// Whether the host is not healthy because of it.
  public var isAlarming: Bool { severity != .notice && !isIncompleteness }
}

extension Problem.Severity: Comparable {
  /// Orders by badness, the worst first.
  public static func < (lhs: Problem.Severity, rhs: Problem.Severity) -> Bool {
    lhs.rank < rhs.rank
  }

  private var rank: Int {
    switch self {
    case .critical: 0
    case .warning: 1
    case .notice: 2
    }
  }
}
