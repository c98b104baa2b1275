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
  /// The words with which the unit starts it; empty if they are not known.
  public var command: [String] = []
  /// A file of the host for which the unit waits (`ConditionPathExists=`) and that is not there.
  public var missing: String?
  /// The agent.
  public var agent = Agent.unknown
  /// How many seconds ago the agent wrote its status; nil if it wrote none.
  public var statusAge: Int?
  /// The lock; nil if nobody has it.
  public var lock: Lock?

  /// A machine of which nothing is known yet.
  public init() {}

  /// The link by which a boot starts the agent; nil where none does, also for want of what the unit waits for.
  var starting: String? {
    guard case .enabled(let link) = unit, missing == nil else { return nil }
    return link
  }

  /// Whether the unit starts an agent that only observes, whatever its file says.
  var observes: Bool { command.contains("--observe") }

  /// The file that the unit names; nil for the standard one.
  var configuration: String? {
    let option = "--config"
    if let place = command.firstIndex(of: option), place + 1 < command.count {
      return command[place + 1]
    }
    return command.first { $0.hasPrefix(option + "=") }.map {
      String($0.dropFirst(option.count + 1))
    }
  }
}

extension Facts {
  /// What makes an enforcing agent start with the host; nil if none does.
  var agentAtBoot: Finding.Evidence? {
    guard let link = machine.starting, configuration?.policy.mode == .enforce,
      !machine.observes, !startsByOtherFile,
      !doubtful.contains(where: { $0.path == configurationFile.path })
    else { return nil }
    return .init(link, "the agent starts at boot and enforces \(configurationFile.path)")
  }

  /// Whether an agent starts with the host, and nobody knows by which configuration.
  var hidesAgent: Bool {
    guard machine.starting != nil, !machine.observes else { return false }
    return configurationFile.unseen != nil || startsByOtherFile
  }

  private var startsByOtherFile: Bool {
    machine.configuration.map { $0 != configurationFile.path } ?? false
  }

  /// How an agent comes to make again what is declared.
  var enforcing: String {
    machine.observes
      ? "take --observe out of the unit's ExecStart (systemctl edit apmatrix)"
      : "let an enforcing agent start with the host (policy: {mode: enforce}, systemctl enable apmatrix)"
  }

  /// The only way by which guests have their queues after a boot of a host that is kept by overrides.
  var enforcingAlone: String {
    (configuration == nil ? "declare the host (apmatrix import), and " : "") + enforcing
      + (unknownOverrides.isEmpty
        ? ": it alone sets driver_override, which a boot forgets"
        : ": it sets driver_override, which a boot forgets, for each queue")
  }

  /// Whether an agent makes an mdev again at boot, whatever mdevctl does, or may do so.
  func isMadeByAgent(_ uuid: String) -> Bool {
    hidesAgent || agentAtBoot != nil && configuration?.guests.contains { $0.uuid == uuid } == true
  }
}
