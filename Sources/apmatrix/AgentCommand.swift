import Agent
import ArgumentParser
import Glibc
import Neighbours
import Reconcile
import Sysfs
import SystemPackage

/// `apmatrix agent`: keeps the host as its configuration says, for years.
struct AgentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent",
    abstract: "Follow the host's events and keep every guest's matrix as declared.",
    discussion: """
      Runs until SIGTERM. SIGHUP reads the configuration again; one with an error is refused as a \
      whole. With policy mode observe, which is the default, nothing is written but what an enforcing \
      agent has held back, which is given back. On the live host what apmatrix doctor finds to be wrong \
      at the next boot is told in the log, once.
      """)

  /// How often the host is examined for its next boot, in milliseconds: that takes as long as a status.
  private static let checkup: Milliseconds = 900_000

  @OptionGroup var tree: TreeOption
  @OptionGroup var source: EventOptions

  @Option(help: ArgumentHelp("The declared host.", valueName: "file"), completion: .file())
  var config = ConfigurationFile.standardPath.string

  @Flag(help: "Never write, whatever the configuration says.")
  var observe = false

  @Option(
    help: ArgumentHelp(
      "Seconds between two looks at what no event announces, 1 to 3600.", valueName: "seconds"))
  var interval = 5

  @Option(
    help: ArgumentHelp(
      "Where the status is kept for others; by default \(AgentClaim.standardStatus) for the live host.",
      valueName: "file"), completion: .file())
  var statusFile: String?

  @Option(
    help: ArgumentHelp(
      "Where metrics are kept for node_exporter's textfile collector.", valueName: "file"),
    completion: .file())
  var metrics: String?

  @OptionGroup var history: HistoryKeepingOptions

  @Option(
    help: ArgumentHelp("The lock that AP tools share.", valueName: "file"), completion: .file())
  var lock: String?

  @Flag(help: "Log what is of interest to developers, too.")
  var verbose = false

  func validate() throws {
    guard (1...3600).contains(interval) else {
      throw ValidationError("--interval must be 1 to 3600 seconds")
    }
  }

  func run() throws {
    Self.prepareSignals()
    let stream = getenv("JOURNAL_STREAM").map { ["JOURNAL_STREAM": String(cString: $0)] }
    let log = JournalLog(environment: stream ?? [:], leastImportant: verbose ? .debug : .info)
    let file = try loaded(log)
    let claim = try takeClaim(file.mode, log)
    if let trouble = Notifier.trouble { log.write(LogLine(.error, trouble)) }
    let host = try tree.open()
    let words = "\(host.origin) by \(config), mode \(file.mode.rawValue)"
    let meter = AccessMeter()
    let outputs = outputs(log, words)
    let loop = AgentLoop(
      policy(file, outputs), keeper: keeper(host, meter, file), meter: meter, outputs: outputs,
      openEvents: { source.open(tree) }, reload: { reload(file, claim, log) },
      doctor: ["doctor", "--sysfs", tree.sysfs, "--config", config, "--format", "json"])
    guard let loop else { throw CommandFailure("agent", "no descriptor or thread is left") }
    log.write(LogLine(.notice, "agent: keeps \(words)"))
    let status = loop.run()
    // The worker may be in an access that the kernel blocks: nothing waits for it, nor for its lock.
    hostLock?.release()
    claim?.giveBack()
    throw ExitCode(status)
  }

  private static func prepareSignals() {
    // Whoever has the configuration read again need not know that the agent is only starting.
    SignalSource.block([SIGHUP])
    // A reader of the log that goes away is no reason to end.
    signal(SIGPIPE, SIG_IGN)
    // Of a process that reads for the agent and that the kernel blocks nobody waits for the end.
    signal(SIGCHLD, SIG_IGN)
  }

  /// The configuration, which is in force from the start.
  private func loaded(_ log: JournalLog) throws -> LiveConfiguration {
    let file = LiveConfiguration(FilePath(config), observes: observe)
    if let errors = file.load() {
      for error in errors { log.write(LogLine(.error, error)) }
      throw ExitCode(1)
    }
    for doubt in file.doubts { log.write(LogLine(.warning, doubt)) }
    return file
  }

  private func reload(
    _ file: LiveConfiguration, _ claim: AgentClaim?, _ log: JournalLog
  ) -> AgentInput {
    let refusal = file.load()
    if refusal == nil {
      for doubt in file.doubts { log.write(LogLine(.warning, doubt)) }
      tell(claim, file.mode, log)
    }
    return .reloaded(mode: file.mode, refusal: refusal)
  }

  private func policy(_ file: LiveConfiguration, _ outputs: AgentOutputs) -> AgentPolicy {
    var policy = AgentPolicy(mode: file.mode)
    policy.poll = Milliseconds(interval) * 1_000
    policy.readyAfter = file.readyWithin
    policy.watchdog = outputs.notifier.watchdog
    if tree.isLive { policy.checkup = Self.checkup }
    policy.keepsHistory = history.areFilesKept(by: outputs.history)
    return policy
  }

  /// Who reads, plans and repairs; a lock that a killed agent left is taken away first.
  private func keeper(
    _ host: any SysfsTree, _ meter: AccessMeter, _ file: LiveConfiguration
  ) -> ReconcilingKeeper {
    if file.mode == .enforce { hostLock?.removeIfStale() }
    var environment = ExecutionEnvironment()
    environment.isOpen = OpenDevices(tree: host, isLive: tree.isLive).isOpen
    if tree.isLive {
      environment.users = LiveUsers(sysfs: host, reader: .program([LiveUsers.reader])).users
    }
    return ReconcilingKeeper(
      MeteredTree(host, meter), file, lock: hostLock, environment: environment,
      marker: observe ? nil : tree.holdMarker, tellsHistory: history.isKept)
  }

  /// The tools' common lock on the live host; a fake host has no other tools.
  private var hostLock: HostLock? {
    // A lock that is held for long is waited for in the loop, where the host is still looked at.
    let attempts = 33
    if let lock { return HostLock(path: FilePath(lock), attempts: attempts) }
    return tree.isLive ? HostLock(attempts: attempts) : nil
  }
}
