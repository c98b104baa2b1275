import APHost
import APModel
import ArgumentParser
import Report

/// `apmatrix explain`: the full story of one queue or guest.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tell step by step why a queue or a guest is as it is, and what to do.")

  /// The forms of the report.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case html
  }

  @Argument(
    help: "A queue such as 06.0047, or a guest: its name, its uuid, or the beginning of that.")
  var subject: String

  @OptionGroup var tree: TreeOption
  @OptionGroup var names: NamesOption

  @Option(help: "The form of the report.")
  var format: Format = .text

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  func run() throws {
    let snapshot = try HostInspection(
      tree, insists: insist, names: try names.declaration(for: tree)
    ).snapshot(.full)
    let analysis = HostAnalysis(snapshot)
    let report = ExplainReport(analysis)
    for line in snapshot.unreadLines { Terminal.complain(line) }
    if let queue = APQN(name: subject.lowercased()) {
      write(report.lines(queue: queue), about: [queue], analysis)
    } else {
      let guest = try guest(analysis)
      write(
        report.lines(guest: guest), about: guest.mdev.assigned.map { Set($0.queues) } ?? [],
        analysis)
    }
    if !snapshot.isComplete { throw ExitCode(1) }
  }

  private func write(_ lines: [String], about queues: Set<APQN>, _ analysis: HostAnalysis) {
    switch format {
    case .text: Terminal.write(lines)
    case .html:
      let title = "\(lines.first ?? subject) of AP host \(analysis.snapshot.origin)"
      Terminal.write(
        TextPage(
          title, lines: Array(lines.dropFirst()), host: StatusView(analysis), queues: queues
        ).text)
    }
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
