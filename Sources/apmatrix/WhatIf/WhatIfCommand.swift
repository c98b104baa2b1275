import APHost
import APModel
import Agent
import ArgumentParser
import Reconcile
import Report
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
      would do, and what it would leave. --reboot plays last and brings up what udev's rules and \
      mdevctl's definitions keep: those of this machine for /sys, for any other host where an option \
      names them.
      """)

  @OptionGroup var options: WhatIfOptions
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
    let happenings = try happenings(snapshot, configuration)
    let story: WhatIf
    do throws(TwinRefusal) {
      story = try WhatIf(happenings, to: try Twin(of: snapshot, reading: host))
    } catch {
      throw CommandFailure(error)
    }
    let text = WhatIfText(story, style: Terminal.style)
    Terminal.write(text.lines + foresight(configuration, story.end) + text.assumptions)
  }

  private func foresight(_ configuration: Configuration?, _ end: HostSnapshot) -> [String] {
    guard let configuration else { return [] }
    let foresight = Foresight(configuration, from: end)
    return ForesightText(
      plan: foresight.plan, left: foresight.waits + foresight.problems.map(\.sentence),
      observes: foresight.observes, style: Terminal.style
    ).lines
  }

  private func happenings(
    _ snapshot: HostSnapshot, _ configuration: Configuration?
  ) throws -> [Happening] {
    let guests = GuestReference(snapshot, configuration)
    let asked = try options.asked.flatMap { try happenings($0, guests) }
    return options.reboot ? asked + [.restart(try persistence())] : asked
  }

  private func happenings(
    _ asked: WhatIfOptions.Asked, _ guests: GuestReference
  ) throws -> [Happening] {
    switch asked {
    case .configured(let adapters, let on): return adapters.map { .configured($0, on) }
    case .adapters(let set, let isThere): return set.map { .adapter($0, isThere: isThere) }
    case .domains(let set, let isThere): return set.map { .domain($0, isThere: isThere) }
    case .checkstop(let device):
      guard QueueText.meant(by: device) == nil else {
        return [.checkstopQueue(try FilterOptions.queue(device))]
      }
      let adapters: AdapterSet = try IdentifierOption.set(device, "--checkstop")
      return adapters.map { .checkstop($0) }
    case .guest(let text, let runs):
      let found = try guests.resolve(text)
      let name = found.name.hasPrefix("mdev ") ? found.name : "guest \(found.name)"
      return [.guest(uuid: found.uuid, name: name, runs: runs)]
    case .unload: return [.unload]
    case .mask(let name, let value):
      return [.mask(Happening.MaskWriteText(name: name, value: value))]
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
      masks: masks, definitions: (files ?? []).compactMap(\.reading.definition))
  }
}
