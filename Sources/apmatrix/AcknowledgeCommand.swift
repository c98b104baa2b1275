import APModel
import Agent
import ArgumentParser
import Reconcile
import SystemPackage

/// `apmatrix acknowledge`: somebody knows of exposures and has done what he wants about the keys.
struct AcknowledgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge",
    abstract: "Say that exposed queues are known and their keys dealt with.",
    discussion: """
      A queue is exposed while a driver of the host has it although it is assigned to a guest, and after \
      that until the driver loses it. The agent's status and metrics show it until it is acknowledged; \
      what is still assigned and with a driver of the host stays.
      """)

  @OptionGroup var tree: TreeOption

  @Flag(help: "Show what would be acknowledged, and acknowledge nothing.")
  var dryRun = false

  func run() throws {
    _ = try tree.open()
    let clock = WallClock()
    guard let store = tree.exposureStore, let ledger = store.ledger(clock) else {
      if let store = tree.exposureStore, store.hasLedger { throw Self.refusal(store) }
      Terminal.write([Self.nothing])
      return
    }
    let mark = store.acknowledgement
    var (open, known): ([Exposure], [Exposure]) = ([], [])
    for exposure in ledger.exposures {
      if isKnown(exposure, mark, ledger) { known.append(exposure) } else { open.append(exposure) }
    }
    guard !open.isEmpty else {
      Terminal.write([ledger.total == 0 ? Self.nothing : Self.done(ledger.total)])
      return
    }
    let over = open.filter { !$0.isPending }
    show(open, over, clock)
    guard !dryRun else { return }
    // What was acknowledged before and the agent has not seen yet stays in the file.
    let numbers = Set((known + over).map(\.number))
    if !over.isEmpty {
      try acknowledge(Acknowledgement(ledger: ledger.name, numbers: numbers), in: store)
    }
    Terminal.write(["Acknowledged: \(over.count.counting("queue"))."])
    if over.count < open.count { throw ExitCode(1) }
  }

  private func show(_ open: [Exposure], _ over: [Exposure], _ clock: WallClock) {
    Terminal.write(open.map { line($0, clock) })
    if !over.isEmpty {
      Terminal.write([
        ExposureText.advice(
          over.map(\.found.queue), lasts: over.contains(where: \.lasts), asks: dryRun,
          guests: Set(over.map(\.found.uuid)).count)
      ])
    }
    let isWatched = AgentClaim.isFree(at: tree.claimPath) == false
    for exposure in open where exposure.isPending {
      Terminal.complain(
        "\(exposure.found.queue): "
          + (isWatched
            ? "still with \(exposure.found.driver), and not acknowledged; apmatrix apply gives it back to its guest"
            : "with \(exposure.found.driver) when the agent looked last, and not acknowledged; start the agent,"
              + " which looks again"))
    }
  }

  private static func refusal(_ store: ExposureStore) -> CommandFailure {
    let reason = store.refusal.map { "can't be read: \($0); run as root" }
    return CommandFailure(
      "\(store.ledgerPath)",
      reason
        ?? "not understood, so that what it says of exposures is lost; the agent sets it aside at its next start"
    )
  }

  private static let nothing =
    "Nothing to acknowledge: no agent has kept an exposed queue. apmatrix status says whether a queue of a"
    + " guest is with the host now."

  /// The agent forgets what is acknowledged, but not how many there were.
  private static func done(_ total: Int) -> String {
    let (all, are) = total == 1 ? ("the one exposure", "is") : ("all \(total) exposures", "are")
    return "Nothing to acknowledge: \(all) that an agent has kept \(are) acknowledged."
      + " apmatrix status says whether a queue of a guest is with the host now."
  }

  private func acknowledge(_ mark: Acknowledgement, in store: ExposureStore) throws {
    do throws(Errno) {
      try store.acknowledge(mark)
    } catch {
      throw CommandFailure(
        "\(store.ledgerPath.removingLastComponent())", "can't be written: \(error); run as root")
    }
  }

  /// Whether it was acknowledged, and the agent has not looked since.
  private func isKnown(
    _ exposure: Exposure, _ mark: Acknowledgement?, _ ledger: ExposureLedger
  ) -> Bool {
    guard let mark, mark.ledger == ledger.name, !exposure.isPending else { return false }
    return mark.numbers.contains(exposure.number)
  }

  private func line(_ exposure: Exposure, _ clock: WallClock) -> String {
    let found = exposure.found
    let times = exposure.times == 1 ? "once" : "\(exposure.times) times"
    return "\(found.queue) of guest \(found.guest): \(times) with \(found.driver),"
      + " first seen \(clock.utc(exposure.first)),"
      + (exposure.lasts ? " last " : " gone ") + clock.utc(exposure.last)
      + (exposure.lasts && !exposure.isAssigned ? ", and still there, no longer the guest's" : "")
      + (found.isRunning ? ", while the guest ran" : "")
  }
}
