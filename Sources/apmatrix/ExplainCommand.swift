import APHost
import APModel
import ArgumentParser
import Report

/// `apmatrix explain`: the full story of one queue or guest.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tell step by step why a queue or a guest is as it is, and what to do.")

  @Argument(
    help: "A queue such as 06.0047, or a guest: its name, its uuid, or the beginning of that.")
  var subject: String

  @OptionGroup var tree: TreeOption
  @OptionGroup var names: NamesOption

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  func run() throws {
    let snapshot = try HostInspection(
      tree, insists: insist, names: try names.configuration(for: tree)
    ).snapshot(.full)
    let analysis = HostAnalysis(snapshot)
    let report = ExplainReport(analysis)
    for line in snapshot.unreadLines { Terminal.complain(line) }
    if let queue = APQN(name: subject.lowercased()) {
      Terminal.write(report.lines(queue: queue))
    } else {
      Terminal.write(report.lines(guest: try guest(analysis)))
    }
    if !snapshot.isComplete { throw ExitCode(1) }
  }

  private func guest(_ analysis: HostAnalysis) throws -> GuestAnalysis {
    if let guest = try analysis.onlyGuest(answeringTo: subject) { return guest }
    if QueueText.meant(by: subject) != nil { _ = try FilterOptions.queue(subject) }
    throw CommandFailure(
      subject,
      "no such queue or guest; write a queue as 06.0047, a guest as its uuid, and see apmatrix "
        + "status for both")
  }
}
