import APHost
import Agent
import ArgumentParser
import FakeKernel
import Glibc
import Reconcile
import Sysfs
import SystemPackage

/// `apmatrix release`: gives back to the kernel what an agent held.
struct ReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Bind what has no driver, and let the kernel bind what appears.",
    discussion: """
      For a host whose drivers_autoprobe is 0 and that no agent keeps, as after an agent was killed. \
      drivers_autoprobe is set to 1; then cards get their driver, the queues of guests vfio_ap, and \
      all others the host's driver. What has a driver keeps it. The unit runs it when it has stopped.
      """)

  @OptionGroup var tree: TreeOption

  @Option(
    help: ArgumentHelp(
      "Who has declared queues; on the live host \(ConfigurationFile.standardPath) if it is left out. "
        + "Without it only what mdevs hold is a guest's.", valueName: "file"), completion: .file())
  var config: String?

  @Flag(help: "Do nothing where no agent has held new queues.")
  var ifHeld = false

  func run() throws {
    let host = try tree.open()
    if ifHeld, tree.holdMarker?.isSet != true { return }
    // Why a host can't be read is told as everywhere.
    _ = try HostInspection(tree).snapshot(.summary)
    let claim = try takeClaim()
    defer { claim?.giveBack() }
    let (configuration, isSure) = declared
    let applied = release(host, configuration, isSure)
    try expectNoSignal(applied)
    let left =
      isSure ? QueueSet() : HoldRelease.ownerless(try HostInspection(tree).snapshot(.planning))
    // What is left is for the next run, the unit's too.
    if HoldRelease.isOver(applied, host), left.isEmpty { tree.holdMarker?.clear() }
    for step in applied.steps where step.outcome != .done { Terminal.complain(step.text) }
    for line in applied.undone.map(\.text) + applied.notUndone { Terminal.complain(line) }
    if let reason = applied.interruption { Terminal.complain("\(tree.sysfs): \(reason)") }
    if !left.isEmpty { throw Self.refusal(left) }
    guard applied.isComplete else { throw ExitCode(1) }
    guard applied.steps.isEmpty else { return }
    Terminal.write([
      "Nothing to do: nothing waits for a driver that is loaded, and the kernel binds what appears."
    ])
  }

  /// Gives back, and tells what it does and what it waits for.
  private func release(
    _ host: any SysfsTree, _ configuration: Configuration?, _ isSure: Bool
  ) -> Applied {
    let isStopped: @Sendable () -> Bool = { StopSignal.received != nil }
    var environment = ExecutionEnvironment()
    // Nobody waits for the lock any longer, either.
    environment.isStopped = isStopped
    StopSignal.watch()
    StopSignal.expectNothing("what waits for a driver waits still; run apmatrix release again")
    let release = HoldRelease(
      host, lock: tree.lock(of: host), configuration, isSure: isSure, environment: environment)
    return release.run(
      isCancelled: isStopped, telling: { Terminal.complain($0.text) },
      progress: { Terminal.write([$0.text]) })
  }

  /// Says what a signal left; the marker stays for the next run, the unit's too.
  private func expectNoSignal(_ applied: Applied) throws {
    guard let signal = StopSignal.received, !applied.isComplete else { return }
    for step in applied.steps where step.outcome != .done { Terminal.complain(step.text) }
    Terminal.complain(
      "\(tree.sysfs): told to stop after \(applied.steps.count { $0.outcome == .done }) steps; what waits for"
        + " a driver waits still; run apmatrix release again")
    throw ExitCode(128 + signal)
  }

  /// Keeps agents away meanwhile; one that enforces binds what appears, and is not disturbed.
  ///
  /// - Returns: nil beside an agent that only observes, or where no agent has a place for its claim.
  /// - Throws: `ExitCode` after a line that names the agent.
  private func takeClaim() throws -> AgentClaim? {
    guard tree.hasClaims else { return nil }
    let own = AgentClaimHolder(
      pid: getpid(), mode: AgentPolicy.Mode.enforce.rawValue,
      configuration: config ?? ConfigurationFile.standardPath.string)
    do throws(AgentClaim.Failure) {
      return try AgentClaim.take(at: tree.claimPath, by: own)
    } catch {
      guard case .held(let holder) = error else { return nil }
      guard holder.mends else { return nil }
      Terminal.complain(
        "\(tree.sysfs): kept by \(holder), which binds what appears; stop it first")
      throw ExitCode(ifHeld ? 0 : 1)
    }
  }

  /// Says what was left without a driver, since the file that may declare it could not be understood.
  private static func refusal(_ left: QueueSet) -> ExitCode {
    Terminal.complain(
      "\(QueueList.text(left)): left without a driver, since a guest's queue would be the host's then; mend"
        + " the file and run apmatrix release again")
    return ExitCode(1)
  }

  /// What guests are to have, and whether that is all that is declared: a file that can't be read may say
  /// anything.
  private var declared: (Configuration?, isSure: Bool) {
    guard config != nil || tree.isLive else { return (nil, true) }
    let path = config.map { FilePath($0) } ?? ConfigurationFile.standardPath
    do throws(Errno) {
      let reading = try ConfigurationFile.load(path)
      Terminal.warn(InputTrust.doubts(about: path))
      if reading.configuration == nil {
        Terminal.complain("\(path): has errors, so only what mdevs hold is known to be a guest's")
      }
      return (reading.configuration, reading.configuration != nil)
    } catch {
      let refusal = ConfigurationFile.refusal(path, error)
      Terminal.complain("\(refusal); only what mdevs hold is known to be a guest's")
      return (nil, error == .noSuchFileOrDirectory && config == nil)
    }
  }
}
