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
    tell(story, agent.map { Foresight($0, from: story.end) })
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

extension WhatIfCommand {
  /// What is kept over a restart by other tools, as the doctor foretells it.
  ///
  /// - Parameter unread: what of it could not be read, which is told, is added here.
  private func persistence(
    _ snapshot: HostSnapshot, _ unread: inout [String]
  ) throws -> Happening.Persistence {
    var facts = Facts(snapshot)
    var unseen: String?
    if let files = try root.open(tree) {
      facts = FactsReader.boot(snapshot, root: files)
      unread += facts.unseen
      Terminal.warn(facts.unseen + facts.doubtful.map { "\($0.path): \($0.fact); \($0.remedy)" })
    } else if mdevctl == nil || udevRules == nil {
      unseen =
        "not all that the host keeps over a restart was looked at, and the rest counts as not there;"
        + " name its files with --root, or with --mdevctl and --udev-rules"
      unread += [unseen].compactMap(\.self)
    }
    try replace(in: &facts)
    let masks = MaskForecast(facts)
    let hindrance = DefinitionForecast(facts, masks: masks.masks).hindrance
    return Happening.Persistence(
      masks: masks.rules, definitions: facts.definitions.compactMap(\.reading.definition),
      hindrance: hindrance.map { "\($0.path): \($0.value)" },
      faults: DefinitionForecast.faults(facts.definitions),
      unseen: DefinitionForecast.unseen(facts), silence: masks.silence ?? unseen,
      loading: loading(facts),
      parameters: BootParameters(
        apmask: facts.boot.word("apmask"), aqmask: facts.boot.word("aqmask")))
  }

  /// Puts what options name in the place of the host's own files.
  private func replace(in facts: inout Facts) throws {
    if facts.boot.parameters.isEmpty { facts.boot.parameters = try parameters() }
    if let udevRules {
      facts.boot.maskRules = try ImportSources.rules(udevRules, isWanted: true)?.rules
      facts.boot.otherRules = []
    }
    Terminal.warn(facts.boot.unknownPrograms + facts.unknownOverrides)
    if let mdevctl {
      facts.definitions = try ImportSources.definitions(mdevctl, isWanted: true)
      (facts.linkedDefinitions, facts.hasLinkedDirectory) = ([], false)
    }
  }

  /// When vfio_ap comes; where the host's files were not looked at, as it is now.
  private func loading(_ facts: Facts) -> Happening.Persistence.Loading {
    guard facts.hasRoot else { return .asNow }
    let modules = ModuleForecast(facts)
    return modules.absence.map { .never($0) } ?? modules.early.map { .early($0) } ?? .behindMasks
  }

  /// The words that the kernel was given, as a tree without the host's other files tells them.
  private func parameters() throws -> [String] {
    let host = try tree.open()
    return ["apmask", "aqmask"].compactMap { name in
      guard let word = try? host.text("module/ap/parameters/\(name)"), word != "(null)" else {
        return nil
      }
      return "ap.\(name)=\(word)"
    }
  }
}
