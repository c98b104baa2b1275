import Neighbours
public import Reconcile

/// Who looks after the host: the agent, its unit, the lock that all tools share.
public final class MachineFacts {
  /// What systemd does with the agent's unit.
  public enum Unit: Equatable, Sendable {
    /// There is no unit.
    case absent
    /// It starts by hand only; the file.
    case disabled(String)
    /// A boot starts it; the link that says so.
    case enabled(String)
    /// It can't be started; the link to `/dev/null`.
    case masked(String)

    /// What shows that it is so.
    var proof: Finding.Evidence {
      switch self {
      case .absent: .init("/usr/lib/systemd/system/apmatrix.service", "not there")
      case .disabled(let path): .init(path, "not enabled")
      case .enabled(let path): .init(path, "enabled")
      case .masked(let path): .init(path, "masked")
      }
    }
  }

  /// Whether an agent has claimed the host.
  public enum Agent: Equatable, Sendable {
    /// Nobody may know, or nobody asked.
    case unknown
    /// None has.
    case none
    /// One has.
    case running(AgentClaimHolder)
  }

  /// The lock of all AP tools, while its file is there.
  public struct Lock: Equatable, Sendable {
    /// Who holds it, as its file tells.
    public let holder: LockHolder
    /// Whether its process is there; nil where it names none.
    public let isAlive: Bool?
  }

  /// The agent's unit.
  public var unit = Unit.absent
  /// The agent.
  public var agent = Agent.unknown
  /// How many seconds ago the agent wrote its status; nil if it wrote none.
  public var statusAge: Int?
  /// The lock; nil if nobody has it.
  public var lock: Lock?

  /// A machine of which nothing is known yet.
  public init() {}
}

extension Facts {
  /// What makes an enforcing agent start with the host; nil if none does.
  var agentAtBoot: Finding.Evidence? {
    guard case .enabled(let link) = machine.unit, configuration?.policy.mode == .enforce,
      !doubtful.contains(where: { $0.path == configurationFile.path })
    else { return nil }
    return .init(link, "the agent starts at boot and enforces \(configurationFile.path)")
  }

  /// Whether an agent starts with the host, and nobody knows by which configuration.
  var hidesAgent: Bool {
    guard case .enabled = machine.unit else { return false }
    return configurationFile.unseen != nil
  }

  /// How an agent comes to make again what is declared.
  static let enforcing =
    "let an enforcing agent start with the host (policy: {mode: enforce}, systemctl enable apmatrix)"

  /// The only way by which guests have their queues after a boot of a host that is kept by overrides.
  var enforcingAlone: String {
    (configuration == nil ? "declare the host (apmatrix import), and " : "") + Self.enforcing
      + (unknownOverrides.isEmpty
        ? ": it alone sets driver_override, which a boot forgets"
        : ": it sets driver_override, which a boot forgets, for each queue")
  }

  /// Whether an agent makes an mdev again at boot, whatever mdevctl does, or may do so.
  func isMadeByAgent(_ uuid: String) -> Bool {
    hidesAgent || agentAtBoot != nil && configuration?.guests.contains { $0.uuid == uuid } == true
  }
}
