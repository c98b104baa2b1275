import Agent
import ArgumentParser
import Glibc
import Reconcile
import Sysfs
import SystemPackage

extension AgentCommand {
  /// The claim of the one agent that keeps a host, held until the process ends.
  ///
  /// An agent with `--observe` never writes, so it needs none and may run beside another.
  ///
  /// - Returns: nil if none is needed, or if the tree has no place for it and nobody writes there.
  /// - Throws: `ExitCode` 1 after one line that names the agent that keeps the host.
  func takeClaim(_ mode: AgentPolicy.Mode, _ log: JournalLog) throws -> AgentClaim? {
    guard !observe, let path = claimPath else { return nil }
    do {
      let claim = try claim(path, mode, log)
      if let errno = claim.untold {
        log.write(LogLine(.warning, "\(path): it is not told who keeps this host: \(errno)"))
      }
      return claim
    } catch {
      log.write(LogLine(.error, "agent: \(error)"))
      throw ExitCode(1)
    }
  }

  /// Takes the claim, also of an agent that was killed and that the kernel keeps in an access: no signal ends
  /// that, so whoever starts this one is told to wait.
  private func claim(
    _ path: FilePath, _ mode: AgentPolicy.Mode, _ log: JournalLog
  ) throws(AgentClaim.Failure) -> AgentClaim {
    var (isWaiting, isSecond) = (false, false)
    let notifier = Notifier.ofSystemd()
    while true {
      do throws(AgentClaim.Failure) {
        return try AgentClaim.take(at: path, by: holder(mode))
      } catch {
        guard case .held(let other) = error else { throw error }
        guard other.isEnding else {
          // It may have ended just now, between two looks at it.
          guard !isSecond else { throw error }
          isSecond = true
          continue
        }
        isSecond = false
        if !isWaiting {
          let fact = "\(other) was killed, and the kernel has yet to end an access of it"
          log.write(LogLine(.warning, "agent: waits to keep this host: \(fact)"))
          notifier.send(.status("waits: \(fact)"))
        }
        isWaiting = true
        notifier.send(.starting(Self.patience))
        usleep(200_000)
      }
    }
  }

  /// For how long whoever starts the agent is told to wait at a time.
  private static let patience: Milliseconds = 30_000

  /// Tells whoever asks for the agent the mode that is in force after a reload.
  func tell(_ claim: AgentClaim?, _ mode: AgentPolicy.Mode, _ log: JournalLog) {
    do throws(Errno) {
      try claim?.tell(holder(mode))
    } catch {
      let path = claimPath?.string ?? "claim"
      log.write(LogLine(.warning, "\(path): mode \(mode.rawValue) is not told: \(error)"))
    }
  }

  private func holder(_ mode: AgentPolicy.Mode) -> AgentClaimHolder {
    AgentClaimHolder(pid: getpid(), mode: mode.rawValue, configuration: config)
  }

  private var claimPath: FilePath? {
    let path = tree.claimPath
    let directory = path.removingLastComponent()
    if tree.isLive {
      RunDirectory.make(directory)
      return path
    }
    return access(directory.string, W_OK) == 0 ? path : nil
  }
}

extension TreeOption {
  /// Where the agent that keeps the tree has its claim: the live host's standard place; in a fake host
  /// the directory of what is not the kernel's, which a mere copy does not have.
  var claimPath: FilePath {
    isLive
      ? AgentClaim.standardPath
      : FilePath(sysfs).appending(".apmatrix").appending("agent.claim")
  }

  /// Whether an agent that keeps the tree would have its claim there; nobody keeps a recording or a copy.
  var hasClaims: Bool {
    isLive || access(claimPath.removingLastComponent().string, F_OK) == 0
  }

  /// Where exposures outlive the agent; nil where there is no place.
  var exposureStore: ExposureStore? {
    guard !isLive else { return ExposureStore(ExposureStore.standardDirectory) }
    return hasClaims ? ExposureStore(claimPath.removingLastComponent()) : nil
  }

  /// The file that says that an agent holds new queues, beside the claim; nil where there is no place.
  var holdMarker: HoldMarker? {
    guard !isLive else { return HoldMarker(HoldMarker.standardPath) }
    let directory = claimPath.removingLastComponent()
    guard access(directory.string, W_OK) == 0 else { return nil }
    return HoldMarker(directory.appending("hold"))
  }
}
