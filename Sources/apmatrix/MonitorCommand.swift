import APModel
import Agent
import ArgumentParser
import Glibc
import Sysfs
import SystemPackage
import Uevents

/// `apmatrix monitor`: what happens to the AP matrix, live.
struct MonitorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor",
    abstract: "Print the events of cards, queues, mdevs and masks as they happen, one line each.",
    discussion: """
      Events do not tell everything: assignments, control domains, checkstops and guests that open \
      their mdev are announced by none. The agent looks for those, too.
      """)

  /// How a line is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  @OptionGroup var tree: TreeOption
  @OptionGroup var source: EventOptions

  @Option(help: "text, or json: one object a line.")
  var format: Format = .text

  @Option(help: ArgumentHelp("End after so many events.", valueName: "number"))
  var count: Int?

  @Option(
    help: ArgumentHelp("Decode a log of udevadm monitor --property instead.", valueName: "file"),
    completion: .file())
  var recording: String?

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count must be 1 or more") }
  }

  func run() throws {
    if let recording {
      try replay(FilePath(recording))
    } else {
      try follow()
    }
  }

  private func replay(_ path: FilePath) throws {
    let events: [Uevent]
    do {
      events = try UeventLog(try Self.text(path)).events
    } catch {
      throw CommandFailure("\(path): \(error)")
    }
    guard !events.isEmpty else {
      throw CommandFailure(
        path.string,
        "no event of udevadm monitor --property in it; is it compressed, or recorded without "
          + "--property?")
    }
    let clock = WallClock()
    let lines = events.map { EventLine($0) }.filter(\.isRelevant)
    for line in lines.prefix(count ?? .max) { print(line, nil, clock) }
  }

  private func follow() throws {
    guard !(try tree.open() is ArchiveTree) else {
      throw CommandFailure(
        tree.sysfs, "a recording has no events to wait for; --recording FILE shows a log of some")
    }
    let opened = source.open(tree)
    guard case .success(let events) = opened else {
      if case .failure(let failure) = opened { throw CommandFailure(failure.reason) }
      return
    }
    let clock = WallClock()
    var left = count ?? .max
    while left > 0 {
      guard try Terminal.wait([events.descriptor], -1) else { continue }
      let batch = events.drain(limit: 1024)
      if batch.overruns > 0 {
        Terminal.write([EventLine.lost(batch.overruns, asJSON: format == .json)])
      }
      let lines = batch.events.map { EventLine($0) }.filter(\.isRelevant).prefix(left)
      for line in lines { print(line, .now, clock) }
      try Terminal.expectReader()
      left -= lines.count
      if let reason = batch.death { throw CommandFailure("\(events.name): \(reason)") }
    }
  }

  private func print(_ line: EventLine, _ moment: Instant?, _ clock: WallClock) {
    Terminal.write([
      format == .json ? line.json(moment, clock).line : line.text(moment, clock)
    ])
  }

  /// More than a log of a storm on the largest host has.
  private static let largestLog = 1 << 30

  private static func text(_ path: FilePath) throws -> String {
    let bytes = try WholeFile.bytes(of: path, limit: largestLog)
    guard bytes.count <= largestLog else { throw Errno.fileTooLarge }
    return String(decoding: bytes, as: UTF8.self)
  }
}
