import ArgumentParser
import FakeKernel

/// `apmatrix fake scan`: the bus is scanned, as its timer does.
struct FakeScan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Scan the bus once, as the kernel's timer does.")

  @OptionGroup var host: FakeDirectory

  func run() throws { try host.apply([.scan]) }
}
