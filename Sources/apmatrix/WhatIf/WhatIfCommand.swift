import APHost
import APModel
import Agent
import ArgumentParser
import Doctor
import FakeKernel
import Reconcile
import Report
import Sysfs
import Twin

/// `apmatrix what-if`: what would become of guests, and what the agent would do, without touching anything.
struct WhatIfCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what-if",
    abstract: "Tell what would happen to guests and queues, and what the agent would do.",
    discussion: """
      Everything is played on a twin of the host in memory, in the order of the options; nothing is \
      written anywhere. Each thing is told with the queues that change hands, the guests that lose or \
      gain, why, and what would give it back; at the end comes what an agent with the configuration \
      would do, and what it would leave. --reboot plays last, in a script where it stands, and brings \
      up what the kernel's parameters, udev's rules and mdevctl's definitions keep, by whether these \
      rules fire at a boot of this host: those of this machine for /sys, of a recording that was made \
      --with-neighbours, or those that an option names.

      Exit status: 1 if something could not be read, and then counts as not there.
      """)

  /// The forms of the report.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @OptionGroup var options: WhatIfOptions

  @Option(help: "The form of the report.")
  var format: Format = .table

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  @OptionGroup var tree: TreeOption
  @OptionGroup var names: NamesOption
  @OptionGroup var root: RootOption

  @Option(
    help: ArgumentHelp(
      "mdevctl's definitions instead; else \(MdevctlDefinition.standardDirectory) below --root.",
      valueName: "dir"), completion: .directory)
  var mdevctl: String?

  @Option(
    help: ArgumentHelp(
      "The udev rules instead; else 41-ap.rules below --root.", valueName: "file"),
    completion: .file())
  var udevRules: String?

  func run() throws {
    let declaration = try names.declaration(for: tree)
    let configuration = declaration.configuration
    let host = try tree.open()
    var inspected = try HostInspection(tree, insists: insist, names: declaration).snapshot(
      .planning)
    OpenDevices(tree: host, isLive: tree.isLive).complete(&inspected)
    let snapshot = inspected
    let guests = GuestReference(snapshot, configuration)
    var unread: [String] = []
    let happenings = try options.asked().flatMap {
      try $0.happenings(guests, restart: { try persistence(snapshot, &unread) })
    }
    let story: WhatIf
    do throws(TwinRefusal) {
      story = try WhatIf(happenings, to: try Twin(of: snapshot, reading: host))
    } catch {
      throw CommandFailure(error)
    }
    // Of a kernel that is dead no agent makes anything.
    let agent = story.crash == nil ? configuration : nil
    let users = agent == nil ? QueueUsers() : try self.users(&unread)
    tell(story, agent.map { Foresight($0, from: story.end, users: users) })
    if let crash = story.crash { Terminal.complain("\(tree.sysfs): \(crash)") }
    // What an agent would do, or what becomes of a guest, is missing then: no answer that it is nothing.
    for line in snapshot.unreadLines { Terminal.complain(line) }
    if story.crash != nil || !snapshot.isComplete || !unread.isEmpty { throw ExitCode(1) }
  }

  private func tell(_ story: WhatIf, _ foresight: Foresight?) {
    let agent = foresight.map {
      AgentAccount(
        plan: $0.plan, left: $0.waits + $0.problems.map(\.sentence), observes: $0.observes,
        allowsDisruption: $0.allowsDisruption)
    }
    switch format {
    case .table:
      let text = WhatIfText(story, style: Terminal.style)
      let deeds = agent.map { ForesightText($0, style: Terminal.style).lines } ?? []
      Terminal.write(text.lines + deeds + text.assumptions)
    case .json: Terminal.write([WhatIfDocument(story, agent).json])
    }
  }
}
