import ArgumentParser
import FakeKernel
import Glibc
import Sysfs
import SystemPackage

/// `apmatrix fake serve`: gives a fake host's events to the rest of the machine.
struct FakeServe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Send a fake host's events as a kernel and udev would, until stopped.",
    discussion: """
      As root, every event goes to the netlink groups of udev and of the kernel in this network \
      namespace. Every client of libudev that listens to udev's group sees it, such as 'udevadm \
      monitor --udev'. Nobody does through libudev in the kernel's group, where it takes events \
      from the kernel alone; only a program that reads the socket itself gets them.

      Do this in a namespace of its own. No udevd runs there, so name the group to apmatrix: \
      unshare -n sh -c 'apmatrix fake serve DIR & apmatrix monitor --events udev'

      With --timer the bus is scanned every config_time seconds, as a kernel does.
      """)

  @OptionGroup var host: FakeDirectory

  @Flag(help: "Scan the bus whenever config_time has passed.")
  var timer = false

  @Flag(help: "Print every event too.")
  var verbose = false

  /// How long to sleep between two looks at the log, in microseconds.
  private static let interval: UInt32 = 20_000

  func run() throws {
    let tree = try host.open()
    let sender: UeventSender
    let log: FakeEventLog
    do {
      sender = try UeventSender()
      log = try FakeEventLog(root: FilePath(host.directory))
    } catch {
      throw CommandFailure(host.directory, ErrnoText.text(error))
    }
    Terminal.complain("\(host.directory): sending events; stop with Ctrl-C")
    var waited: UInt64 = 0
    while true {
      let batch: FakeEventLog.Batch
      do {
        batch = try log.next()
      } catch {
        throw CommandFailure(host.directory, ErrnoText.text(error))
      }
      for record in batch.events { try send(record, sender) }
      usleep(Self.interval)
      waited += UInt64(Self.interval)
      if timer, waited >= (try scanInterval(tree)) {
        waited = 0
        _ = try tree.apply(.scan)
      }
    }
  }

  private func send(_ record: EventRecord, _ sender: UeventSender) throws {
    do {
      try sender.send(record)
    } catch {
      throw CommandFailure(
        "netlink", "\(ErrnoText.text(error)); events are sent as root, or in unshare -n")
    }
    guard verbose else { return }
    Terminal.write([String(record.line.dropLast())])
    try Terminal.expectReader()
  }

  private func scanInterval(_ tree: FakeTree) throws -> UInt64 {
    let seconds = try tree.text("bus/ap/config_time")
    return (UInt64(seconds) ?? 30) * 1_000_000
  }
}
