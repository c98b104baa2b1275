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

/// `apmatrix fake slow-reset`: the hardware takes its time to reset a queue.
struct FakeSlowReset: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slow-reset",
    abstract: "Let the resets of one queue take until they are let end.",
    discussion: """
      While it is on and vfio_ap resets the queue, for instance because it is unassigned, the write \
      waits, and so do reads of matrix and guest_matrix of every mediated device and of status of \
      every queue; 6.1 does not wait. Programs that read the directory's files directly never do.
      """)

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The queue, for instance 05.0047.")
  var queue: String

  @Argument(help: "on: resets take until off; off: those under way end.")
  var state: Switch

  func run() throws {
    let queue = try FilterOptions.queue(queue)
    try host.apply([.hardware(.slowReset(queue, state == .on))])
  }
}
