import APModel
import ArgumentParser
import FakeKernel

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
