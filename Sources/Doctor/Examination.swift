import APModel

/// What all checks found on a host.
public struct Examination: Sendable {
  /// A check: what it concludes from the facts.
  ///
  /// It reads nothing, so it waits for nothing.
  typealias Check = @Sendable (Facts) -> [Finding]

  /// All checks behind that of the status, in the order in which a person would look.
  static let checks: [Check] = [
    SilenceCheck.findings, ConfigurationCheck.findings, MaskCheck.findings,
    DefinitionCheck.findings,
    AgreementCheck.findings, DriverctlCheck.findings, LibvirtCheck.findings, ProgramCheck.findings,
    ModuleCheck.findings,
    AgentCheck.findings, AgentConsentCheck.findings, LockCheck.findings, KernelCheck.findings,
  ]

  /// The findings, by group; within one as the checks stand.
  public let findings: [Finding]
  /// What no check could look at, each as a half sentence; nothing is healthy because of it.
  public let unseen: [String]
  /// Where the host was read from.
  public let origin: String
  /// The release of the kernel; nil where it is not known.
  public let kernel: String?

  /// Looks through a host's facts.
  public init(_ facts: Facts) {
    let status = StatusCheck(facts)
    let found = status.findings + Self.checks.flatMap { $0(facts) }
    findings = Finding.Group.allCases.flatMap { group in found.filter { $0.group == group } }
    unseen =
      facts.unseen + facts.boot.unknownPrograms + facts.unknownOverrides + status.unseen
    origin = facts.snapshot.origin
    kernel = facts.snapshot.kernel
  }

  /// The findings of one group.
  public func findings(_ group: Finding.Group) -> [Finding] {
    findings.filter { $0.group == group }
  }

  /// Whether nothing was found to be wrong, now or at the next boot.
  public var isHealthy: Bool { findings.allSatisfy { $0.group == .knowing } }

  /// Whether everything was looked at.
  public var isComplete: Bool { unseen.isEmpty }
}
