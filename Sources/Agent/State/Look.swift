public import APModel
public import History
internal import Reconcile

/// What one full read of the host gave, and what the configuration asks for.
public struct Look: Hashable, Sendable {
  /// One step that would bring the host closer to its configuration.
  public struct Step: Hashable, Sendable {
    /// The object that the step repairs: `guest web01`, `masks`.
    public var object: String
    /// What the step does and why, in one line.
    public var text: String

    /// Makes a step.
    public init(object: String, text: String) {
      self.object = object
      self.text = text
    }
  }

  /// The queue devices by owner.
  public struct Owners: Hashable, Sendable {
    /// With a host driver.
    public var host = 0
    /// With vfio_ap and in a guest.
    public var guest = 0
    /// With vfio_ap and in no guest.
    public var passthrough = 0
    /// Without a driver.
    public var nobody = 0
    /// Whose could not be read.
    public var unknown = 0

    /// No queue at all.
    public init() {}

    /// Counts a queue that somebody has.
    mutating func count(_ owner: QueueOwner) {
      switch owner {
      case .host: host += 1
      case .guest, .unreadableGuest: guest += 1
      case .passthrough: passthrough += 1
      case .nobody: nobody += 1
      case .somebody, .unknown: unknown += 1
      }
    }
  }

  /// What the host is, in a form that is equal only if nothing changed.
  public var fingerprint = Fingerprint()
  /// What the cheap poll saw just before the read.
  public var poll = Fingerprint()
  /// So many polls in a row look at all that the read has looked at and no event announces.
  public var pollTurns = 1
  /// What would be done now, in order.
  public var steps: [Step] = []
  /// What is not as declared and can't be repaired yet: it waits for hardware or for consent.
  public var waits: [String] = []
  /// What the steps take although it is in use, since the policy allows it.
  public var taken: [String] = []
  /// What is wrong: queues with two owners, attributes that can't be read.
  public var problems: [Problem] = []
  /// The guests, ordered by name.
  public var guests: [Guest] = []
  /// The queues by owner.
  public var owners = Owners()
  /// The adapters, ascending.
  public var adapters: [Adapter] = []
  /// The queues of guests that drivers of the host have.
  public var exposed: [ExposedQueue] = []
  /// What drivers of the host have, where that can be a guest's queue.
  var hostQueues = QueueSet()
  /// What each mdev is assigned by its uuid, where the kernel does not keep them from it.
  var assigned: [String: Matrix] = [:]
  /// The mdevs that may own queues, and of which that could not be read.
  var hidden: Set<String> = []
  /// The queues that have a device.
  var queues = QueueSet()
  /// What belongs to which declared guest.
  var index = GuestIndex()
  /// The number of the last event that the kernel had sent when the read began; nil if that is not known.
  var mark: UInt64?
  /// That of the last one that it had sent when the read had ended.
  var endMark: UInt64?
  /// Whether everything could be read; if not, nothing may be written.
  public var isComplete = true
  /// Whether nothing of the host could be read, so that what is not here may be there still.
  public var isBlind = false
  /// Whether something, which `problems` names, keeps the configuration from being reached.
  public var isObstructed = false
  /// After how long another look tells whether the host still uses what guests wait for; nil if nothing
  /// waits for that.
  public var watchEnds: Milliseconds?
  /// Whether it is not known yet of some of that whether the host uses it at all.
  public var awaitsWatch = false
  /// Whether what appears on the bus has no driver until the agent gives it one.
  public var isHeld = false
  /// Whether it is so, or the next repair may make it so: then there is something to give back.
  public var mayHold = false
  /// What it showed of what the history follows.
  public var shown = Chronicle.Shown.nothing
  /// How long the read and the planning took.
  public var duration: Milliseconds = 0

  /// The guests that do not have all that is declared for them.
  public var lackingGuests: [Guest] { guests.filter(\.isLacking) }

  /// Whether all was read, and all is as declared.
  var isAsDeclared: Bool { isComplete && !isObstructed && steps.isEmpty && waits.isEmpty }

  /// The objects that some queues are, or are a part of.
  func objects(of some: QueueSet) -> Set<String> {
    Set(index.guests(with: some).map(HostObject.guest) + some.queues.map(HostObject.queue))
  }

  /// A look at nothing.
  public init() {}

  /// Adds a problem that only the keeper knows, where its severity belongs.
  mutating func add(_ problem: Problem?) {
    guard let problem else { return }
    problems = (problems + [problem]).sorted { $0.severity < $1.severity }
  }
}

extension Look {
  /// The problems that the log tells for themselves: what a guest lacks is told with its numbers, and
  /// what costs nobody anything is for whoever looks.
  var loggedProblems: [String] {
    problems.compactMap { problem in
      switch problem.code {
      case .guestLacksQueues, .guestAbsent, .guestNotAsDeclared: nil
      // Whoever holds new queues binds them in the same moment, and tells that.
      case .cardWithoutDriver where bindsWhatAppeared: nil
      case .hostQueueWithoutDriver where bindsWhatAppeared: nil
      case .obstacle: "\(problem.sentence); \(problem.remedy)"
      default: problem.severity == .notice ? nil : problem.sentence
      }
    }
  }

  private var bindsWhatAppeared: Bool { isHeld && !steps.isEmpty }
}
