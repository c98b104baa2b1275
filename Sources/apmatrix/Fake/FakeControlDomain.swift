import APModel
import ArgumentParser
import FakeKernel

/// `apmatrix fake control-domain`: control domains join and leave the host's configuration.
struct FakeControlDomain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control-domain",
    abstract: "Add control domains to the host's configuration or take them out.")

  @Argument(help: "Whether they come or go.")
  var action: Presence

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The domains, for instance 4,0x47 or 0-84.")
  var domains: String

  @OptionGroup var option: ScanOption

  func run() throws {
    let domains: DomainSet = try HardwareText.set(domains)
    try host.apply(option.after(domains.map { .hardware(.controlDomain($0, action == .add)) }))
  }
}
