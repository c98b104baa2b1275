import Agent
import ArgumentParser
import Glibc
import Uevents

/// Shows a report anew whenever the host says that something happened, and now and then, since assignments
/// and checkstops are announced by nothing.
struct StatusWatch {
  /// What has no event is seen after so long, in milliseconds.
  private static let pause: CInt = 5_000
  /// Events come in bursts: before the host is read, for so long nothing may come, in milliseconds.
  private static let calm: CInt = 50
  /// So often that is waited for.
  private static let mostWaits = 10

  /// What ends it.
  private static let ends = [SIGINT, SIGTERM, SIGHUP]

  private let events: any EventSource
  private let signals: SignalSource
  private let report: () throws -> [String]

  /// Starts to receive.
  ///
  /// - Parameters:
  ///   - events: what says that something happened.
  ///   - report: reads the host and gives the report's lines; what it throws ends the watch.
  /// - Throws: `CommandFailure` if the kernel refuses signals as something to wait for.
  init(_ events: any EventSource, report: @escaping () throws -> [String]) throws {
    guard let signals = SignalSource(Self.ends + [SIGTSTP, SIGWINCH]) else {
      throw CommandFailure("signalfd", "refused by the kernel; run apmatrix status without --watch")
    }
    self.events = events
    self.signals = signals
    self.report = report
  }

  /// Shows the report until a signal or the reader ends it.
  func run() throws {
    let screen = WatchedScreen()
    Self.handleEnds()
    screen.enter()
    defer { WatchedScreen.leave() }
    while true {
      screen.show(try endably())
      try Terminal.expectReader()
      guard try wait(screen) else { return }
    }
  }

  /// Reads, and ends at once at a signal: the kernel may block a read for as long as it likes.
  private func endably() throws -> [String] {
    SignalSource.release(Self.ends)
    defer { SignalSource.block(Self.ends) }
    return try report()
  }

  /// Says what a signal does that is not blocked; one that is ignored stays so, as under nohup(1).
  private static func handleEnds() {
    var (action, old) = (sigaction(), sigaction())
    action.__sigaction_handler.sa_handler = { _ in
      // Only what a signal handler may do.
      WatchedScreen.leave()
      _exit(0)
    }
    for signal in ends {
      sigaction(signal, &action, &old)
      let isIgnored = unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1
      if isIgnored { sigaction(signal, &old, nil) }
    }
  }

  /// Waits for something to show.
  ///
  /// - Returns: false if a signal ends the watch.
  private func wait(_ screen: WatchedScreen) throws -> Bool {
    var hasEvents = try hasEvents(within: Self.pause)
    for _ in 0..<Self.mostWaits where hasEvents {
      let batch = events.drain(limit: 1024)
      if let reason = batch.death { throw CommandFailure("\(events.name): \(reason)") }
      hasEvents = try self.hasEvents(within: Self.calm)
    }
    while let signal = signals.next() {
      switch signal {
      case SIGWINCH: continue
      case SIGTSTP: screen.suspend()
      default: return false
      }
    }
    return true
  }

  /// Waits for events or a signal.
  private func hasEvents(within milliseconds: CInt) throws -> Bool {
    try Terminal.wait([events.descriptor, signals.descriptor], milliseconds)
  }
}
