import APHost
import APModel
import Agent
import ArgumentParser
import Glibc
import Reconcile
import Report
import SystemPackage
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
      up what udev's rules and mdevctl's definitions keep: those of this machine for /sys, for any \
      other host where an option names them.
      """)

  /// The forms of the report.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @OptionGroup var options: WhatIfOptions

  @Option(help: "The form of the report.")
  var format: Format = .table

  @OptionGroup var tree: TreeOption
  @OptionGroup var names: NamesOption

  @Option(
    help: ArgumentHelp(
      "mdevctl's definitions; \(MdevctlDefinition.standardDirectory) for /sys.", valueName: "dir"))
  var mdevctl: String?

  @Option(
    help: ArgumentHelp("The udev rules; \(UdevRules.standardPath) for /sys.", valueName: "file"))
  var udevRules: String?

  func run() throws {
    let configuration = try names.configuration(for: tree)
    let host = try tree.open()
    var snapshot = try HostInspection(tree, names: configuration).snapshot(.planning)
    OpenDevices(tree: host, isLive: tree.isLive).complete(&snapshot)
    let guests = GuestReference(snapshot, configuration)
    let happenings = try options.asked.flatMap {
      try $0.happenings(guests, restart: persistence)
    }
    let story: WhatIf
    do throws(TwinRefusal) {
      story = try WhatIf(happenings, to: try Twin(of: snapshot, reading: host))
    } catch {
      throw CommandFailure(error)
    }
    tell(story, configuration.map { Foresight($0, from: story.end) })
  }

  private func tell(_ story: WhatIf, _ foresight: Foresight?) {
    let agent = foresight.map {
      AgentAccount(
        plan: $0.plan, left: $0.waits + $0.problems.map(\.sentence), observes: $0.observes)
    }
    switch format {
    case .table:
      let text = WhatIfText(story, style: Terminal.style)
      let deeds = agent.map { ForesightText($0, style: Terminal.style).lines } ?? []
      Terminal.write(text.lines + deeds + text.assumptions)
    case .json: Terminal.write([WhatIfDocument(story, agent).json])
    }
  }

  /// What is kept over a restart by other tools.
  private func persistence() throws -> Happening.Persistence {
    let rules = udevRules ?? (tree.isLive ? UdevRules.standardPath : nil)
    let masks = try rules.flatMap {
      try ImportSources.rules($0, isWanted: udevRules != nil)?.rules.masks
    }
    let directory = mdevctl ?? (tree.isLive ? MdevctlDefinition.standardDirectory : nil)
    let files = try directory.map {
      try ImportSources.definitions($0, isWanted: mdevctl != nil)
    }
    return Happening.Persistence(
      masks: masks, definitions: (files ?? []).compactMap(\.reading.definition),
      missingStarter: tree.isLive ? missingStarter : nil)
  }

  /// What this machine's rule runs to start definitions, if that is not there.
  private var missingStarter: String? {
    let file = FilePath(MdevctlRule.standardPath)
    let programs = MdevctlRule.programs(in: (try? ConfigurationFile.contents(file)) ?? [])
    return programs.allSatisfy { access($0, X_OK) != 0 } ? programs.first : nil
  }
}
