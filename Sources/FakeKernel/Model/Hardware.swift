public import APModel

/// The crypto hardware below the kernel: what an administrator changes at the HMC.
public struct Hardware: Hashable, Sendable {
  /// The highest adapter number of the machine.
  public var maxAdapter: AdapterID
  /// The highest domain number of the machine.
  public var maxDomain: DomainID
  /// The adapters by number; an adapter that is not here was never seen.
  public var adapters: [AdapterID: HardwareAdapter]
  /// The usage domains of the host.
  public var domains: DomainSet
  /// The control domains of the host.
  public var controlDomains: DomainSet
  /// The words of the bus attribute `features`, in its order.
  public var features = ["APSC", "APXA", "QACT", "RC8A"]

  /// Whether the machine tells its configuration, by PQAP(QCI).
  ///
  /// The kernel shows `features` as `-` where it does not. Such a machine has 64 adapters and 16 domains
  /// at most, and the recorded one has no interrupts for queues either.
  public var hasQCI: Bool { features != Self.withoutQCI }

  /// The words of `features` on a machine without QCI.
  public static let withoutQCI = ["-"]

  /// Describes a machine.
  public init(
    maxAdapter: AdapterID = AdapterID(63), maxDomain: DomainID = DomainID(255),
    adapters: [AdapterID: HardwareAdapter] = [:], domains: DomainSet = [],
    controlDomains: DomainSet = []
  ) {
    self.maxAdapter = maxAdapter
    self.maxDomain = maxDomain
    self.adapters = adapters
    self.domains = domains
    self.controlDomains = controlDomains
  }

  /// What PQAP(QCI) says: the present adapters, the usage domains, the control domains.
  var configuration: Matrix {
    Matrix(
      adapters: AdapterSet(adapters.lazy.filter { $0.value.isPresent }.map(\.key)),
      domains: domains, controlDomains: controlDomains)
  }

  /// What vfio_ap learns of the configuration: nothing without QCI.
  var toldConfiguration: Matrix { hasQCI ? configuration : Matrix() }

  /// The domains whose queue on the adapter does not answer at all, of those asked for.
  func unavailable(_ adapter: AdapterID, of asked: DomainSet) -> DomainSet {
    guard let card = adapters[adapter], card.isPresent else { return asked }
    return asked.subtracting(domains).union(asked.intersection(card.unavailableQueues))
  }

  /// What one queue answers.
  func answer(_ queue: APQN) -> QueueAnswer {
    guard let card = adapters[queue.adapter], card.isPresent, domains.contains(queue.domain),
      !card.unavailableQueues.contains(queue.domain)
    else { return .unavailable }
    if !card.isConfigured || card.deconfiguredQueues.contains(queue.domain) {
      return .deconfigured
    }
    if card.isCheckstopped || card.checkstoppedQueues.contains(queue.domain) {
      return .checkstopped
    }
    return .normal
  }
}

/// One adapter of the emulated hardware, as the machine has it and not as the kernel last saw it.
public struct HardwareAdapter: Hashable, Sendable {
  /// The hardware type: 10 to 14 for CEX4 to CEX8.
  public var type: Int
  /// What the adapter was configured to be.
  public var mode: CardMode
  /// Whether the adapter is in the host's configuration.
  public var isPresent: Bool
  /// Whether it is configured on.
  public var isConfigured: Bool
  /// Whether the whole adapter is checkstopped.
  public var isCheckstopped: Bool
  /// The domains whose queue alone is checkstopped.
  public var checkstoppedQueues: DomainSet = []
  /// The domains whose queue alone is configured off.
  public var deconfiguredQueues: DomainSet = []
  /// The domains whose queue answers "not available" although the configuration has it.
  public var unavailableQueues: DomainSet = []
  /// The domains whose queue answers every reset with "in progress", until it is taken out again.
  public var slowQueues: DomainSet = []

  /// Makes an adapter; with only type and mode, a present, configured and healthy one.
  public init(
    type: Int, mode: CardMode, isPresent: Bool = true, isConfigured: Bool = true,
    isCheckstopped: Bool = false
  ) {
    self.type = type
    self.mode = mode
    self.isPresent = isPresent
    self.isConfigured = isConfigured
    self.isCheckstopped = isCheckstopped
  }
}

extension CardMode {
  /// The letter at the end of the `type` attribute: `CEX7C`.
  var letter: String {
    switch self {
    case .accelerator: "A"
    case .cca: "C"
    case .ep11: "P"
    }
  }

  /// The facility bits that the emulated hardware reports, as recorded.
  var functions: UInt32 {
    switch self {
    case .accelerator: 0x6B00_0000
    case .cca: 0x9300_0000
    case .ep11: 0x0700_0000
    }
  }
}

/// What a queue of the hardware answers to a test or a reset.
enum QueueAnswer: Hashable, Sendable {
  case normal
  case unavailable
  case deconfigured
  case checkstopped
}
