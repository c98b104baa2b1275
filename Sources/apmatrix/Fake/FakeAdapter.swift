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

  @Argument(help: "The adapters; when they come with mode and type, 0x05:cca:14.")
  var adapters: [String]

  @OptionGroup var option: ScanOption

  func run() throws {
    let words = adapters.flatMap { IdentifierText.words($0).map(\.text) }
    let changes = try words.map { word in
      switch action {
      case .add:
        let (adapter, machine) = try HardwareText.adapter(word)
        return HostOperation.hardware(
          .addAdapter(adapter, type: machine.type, mode: machine.mode))
      case .remove: return .hardware(.removeAdapter(try HardwareText.identifier(word)))
      }
    }
    try host.apply(option.after(changes))
  }
}
