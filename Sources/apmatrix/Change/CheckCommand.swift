import APModel
import ArgumentParser
import Reconcile
import Report

/// `apmatrix check`: whether a configuration can be used, by itself and on a host.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the configuration; with --sysfs also against a host.",
    discussion: """
      Every problem is one line with file, line and column. Exit status: 0 if the configuration can \
      be used, 1 if not, or if the host can't become what it declares.
      """)

  @OptionGroup var config: ConfigOption

  @Option(
    help: ArgumentHelp(
      "Also check against this host: /sys, a directory, a fake host, a recorded archive.",
      valueName: "path"), completion: .file())
  var sysfs: String?

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  func run() throws {
    let configuration = try config.load()
    guard let sysfs else {
      Terminal.write([summary(configuration)])
      return
    }
    var tree = TreeOption()
    tree.sysfs = sysfs
    let change = try HostChange(tree, .lookingOnly(insist: insist))
    let (plan, host) = try change.plan(Target(configuration), from: change.snapshot())
    // A host that can't be planned for is an error, and "no errors" in front of it would be none.
    Terminal.write([summary(configuration)] + findings(plan, on: host))
    for line in host.unreadLines { Terminal.complain(line) }
    if !host.isComplete { throw ExitCode(1) }
  }

  private func summary(_ configuration: Configuration) -> String {
    let queues = configuration.guests.reduce(0) { $0 + $1.matrix.queueCount }
    return "\(configuration.file): \(configuration.guests.count.counting("guest")),"
      + " \(queues.counting("queue")), no errors"
  }

  private func findings(_ plan: Plan, on host: HostSnapshot) -> [String] {
    var lines =
      plan.later
      + (plan.silentQueues(on: host).folded + plan.notes(on: host)).map(\.sentence)
    lines += plan.consents.map { $0.text + ": needs consent" }
    let count = plan.steps.count
    let isKnown = lines.isEmpty && host.isComplete
    let seen = host.isComplete ? "" : ", as far as the host could be read"
    let now = isKnown ? "the host is as declared" : "nothing to do now" + seen
    lines.append(
      count == 0 ? now : "the host differs: apmatrix plan shows \(count.counting("step"))")
    return lines
  }
}
