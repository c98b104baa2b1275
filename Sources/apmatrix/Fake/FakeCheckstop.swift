import APModel
import ArgumentParser
import FakeKernel

/// `apmatrix fake checkstop`: an adapter or one queue breaks, or is repaired.
struct FakeCheckstop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkstop",
    abstract: "Put an adapter or one queue into the checkstop state, or take it out.")

  @OptionGroup var host: FakeDirectory

  @Argument(help: "An adapter such as 0x05, or a queue such as 05.0047.")
  var device: String

  @Argument(help: "on: checkstopped; off: working.")
  var state: Switch

  @OptionGroup var option: ScanOption

  func run() throws {
    let change: HardwareChange
    if QueueText.meant(by: device) != nil {
      change = .checkstopQueue(try FilterOptions.queue(device), state == .on)
    } else {
      change = .checkstop(try HardwareText.identifier(device), state == .on)
    }
    try host.apply(option.after([.hardware(change)]))
  }
}
