import APModel
import ArgumentParser
import FakeKernel

/// `apmatrix fake adapter`: adapters join and leave the host's configuration.
struct FakeAdapter: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adapter",
    abstract: "Add adapters to the host's configuration or take them out.",
    discussion: "For example: apmatrix fake adapter add /tmp/host 0x07:ep11 --scan")

  @Argument(help: "Whether they come or go.")
  var action: Presence

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The adapters; when they come with mode and type, 0x05:cca:14 or 5-9:cca:14.")
  var adapters: [String]

  @OptionGroup var option: ScanOption

  func run() throws {
    let words = adapters.flatMap { IdentifierText.words($0).map(\.text) }
    let changes = try words.flatMap { word -> [HostOperation] in
      switch action {
      case .add:
        let (adapters, machine) = try HardwareText.adapters(word)
        return adapters.map {
          .hardware(.addAdapter($0, type: machine.type, mode: machine.mode))
        }
      case .remove:
        let adapters: AdapterSet = try HardwareText.set(word)
        return adapters.map { .hardware(.removeAdapter($0)) }
      }
    }
    try host.apply(option.after(changes))
  }
}

/// `apmatrix fake domain`: usage domains join and leave the host's configuration.
struct FakeDomain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "domain",
    abstract: "Add usage domains to the host's configuration or take them out.")

  @OptionGroup var change: DomainChange

  func run() throws { try change.make { .domain($0, $1) } }
}

/// `apmatrix fake control-domain`: control domains join and leave the host's configuration.
struct FakeControlDomain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control-domain",
    abstract: "Add control domains to the host's configuration or take them out.")

  @OptionGroup var change: DomainChange

  func run() throws { try change.make { .controlDomain($0, $1) } }
}

/// Domains that come to a fake host, or go.
struct DomainChange: ParsableArguments {
  @Argument(help: "Whether they come or go.")
  var action: Presence

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The domains, for instance 4,0x47 or 0-84.")
  var domains: String

  @OptionGroup var option: ScanOption

  /// Makes it, for each domain by what the hardware does then.
  func make(_ change: (DomainID, _ comes: Bool) -> HardwareChange) throws {
    let domains: DomainSet = try HardwareText.set(domains)
    try host.apply(option.after(domains.map { .hardware(change($0, action == .add)) }))
  }
}

/// `apmatrix fake config`: an adapter is configured on or off at the machine.
struct FakeConfig: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Configure an adapter on or off, as at the HMC.")

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The adapter, for instance 0x05.")
  var adapter: String

  @Argument(help: "Which state.")
  var state: Switch

  @OptionGroup var option: ScanOption

  func run() throws {
    let adapter: AdapterID = try HardwareText.identifier(adapter)
    try host.apply(option.after([.hardware(.configure(adapter, state == .on))]))
  }
}

/// `apmatrix fake scan`: the bus is scanned, as its timer does.
struct FakeScan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Scan the bus once, as the kernel's timer does.")

  @OptionGroup var host: FakeDirectory

  func run() throws { try host.apply([.scan]) }
}

/// `apmatrix fake state`: everything that the model knows.
struct FakeState: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state",
    abstract: "Print the complete state of a fake host, hidden parts too.",
    discussion: "One line a subject; masks as the kernel prints them, - for an empty one.")

  @OptionGroup var host: FakeDirectory

  func run() throws {
    let tree = try host.open()
    do {
      let text = try tree.kernel().stateText
      Terminal.write(text.split(separator: "\n").map(String.init))
    } catch {
      throw CommandFailure(host.directory, "\(error)")
    }
  }
}
