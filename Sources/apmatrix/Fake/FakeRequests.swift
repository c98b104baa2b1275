import APModel
import ArgumentParser
import FakeKernel

/// `apmatrix fake requests`: the host's own programs use a queue.
struct FakeRequests: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requests",
    abstract: "Send requests to a queue of the host, as its programs do.",
    discussion: """
      The counters of the queue and its card grow by --count, and --pending of all requests wait \
      for an answer from then on. The queue must be bound to cex4queue.

      For example: apmatrix fake requests /tmp/host 05.0004 --count 3 --pending 1
      """)

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The queue, for instance 05.0004.")
  var queue: String

  @Option(help: ArgumentHelp("How many requests are sent.", valueName: "number"))
  var count = 0

  @Option(
    help: ArgumentHelp("How many wait for an answer afterwards.", valueName: "number"))
  var pending = 0

  func validate() throws {
    guard count >= 0, pending >= 0 else {
      throw ValidationError("--count and --pending are numbers from 0")
    }
  }

  func run() throws {
    let queue = try FilterOptions.queue(queue)
    try host.apply([.requests(queue, sent: count, pending: pending)], about: "\(queue)")
  }
}
