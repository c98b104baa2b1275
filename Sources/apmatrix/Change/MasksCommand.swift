import APHost
import APModel
import ArgumentParser
import Reconcile

/// `apmatrix masks`: shows and changes what the host's drivers keep.
struct MasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "masks",
    abstract: "Show or change which queues are reserved for the host.",
    subcommands: [Show.self, Change.self], defaultSubcommand: Show.self)

  /// `apmatrix masks show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show the masks as identifiers and as the kernel writes them.")

    @OptionGroup var tree: TreeOption

    func run() throws {
      let snapshot = try HostInspection(tree).snapshot(.summary, asksOverrides: true)
      let bus = snapshot.bus
      guard let adapters = bus.adapterMask, let domains = bus.domainMask else {
        throw CommandFailure(tree.sysfs, "apmask or aqmask can't be read; see apmatrix status")
      }
      Terminal.write([
        "The host's drivers keep the queues of these adapters in these domains:",
        "adapters  \(adapters)", "          apmask \(adapters.hexadecimal)",
        "domains   \(domains)", "          aqmask \(domains.hexadecimal)",
      ])
      let overridden = snapshot.queues.filter { $0.driverOverride != nil }.map(\.id)
      if !overridden.isEmpty {
        Terminal.write(["but driver_override decides for \(QueueText.folded(overridden))"])
      }
      let unread = snapshot.unreadOverrides.sorted()
      guard !unread.isEmpty else { return }
      throw CommandFailure(
        tree.sysfs,
        "driver_override of \(QueueText.folded(unread)) could not be read, and may decide there")
    }
  }

  /// `apmatrix masks set`.
  struct Change: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Reserve adapters and domains for the host (+), or give them to guests (-).",
      discussion: """
        For instance --adapters=-0x05,+0x06-0x08 --domains=-0x47. What would take a queue from a \
        guest is refused, with guest and queue, on every kernel.
        """)

    @Option(parsing: .unconditional, help: "Changes of apmask, for instance -0x05,+0x06.")
    var adapters = ""

    @Option(parsing: .unconditional, help: "Changes of aqmask, for instance -0x47.")
    var domains = ""

    @OptionGroup var changes: ChangeOptions
    @OptionGroup var kept: KeptHostOption
    @OptionGroup var tree: TreeOption

    func validate() throws {
      _ = try applied(to: .full)
      if IdentifierText.words(adapters + domains).isEmpty {
        throw ValidationError("write --adapters=..., --domains=... or both")
      }
    }

    func run() throws {
      let change = try HostChange(tree, changes)
      let snapshot = try change.snapshot()
      try change.run(from: snapshot) {
        try kept.check(tree, instead: "host: keeps", isDry: changes.dryRun)
      } _: { snapshot in
        guard let apmask = snapshot.bus.adapterMask, let aqmask = snapshot.bus.domainMask else {
          throw CommandFailure(tree.sysfs, "apmask or aqmask can't be read; see apmatrix status")
        }
        return SingleChange.masks(try applied(to: Masks(adapters: apmask, domains: aqmask)))
      }
    }

    private func applied(to masks: Masks) throws -> Masks {
      do throws(MaskTerms.Failure) {
        return Masks(
          adapters: try MaskTerms.apply(adapters, to: masks.adapters),
          domains: try MaskTerms.apply(domains, to: masks.domains))
      } catch {
        throw ValidationError("\(error)")
      }
    }
  }
}
