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
