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
    guard let signals = SignalSource([SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGWINCH]) else {
      throw CommandFailure("signalfd", "refused by the kernel; run apmatrix status without --watch")
    }
    self.events = events
    self.signals = signals
    self.report = report
  }

  /// Shows the report until a signal or the reader ends it.
  func run() throws {
    let screen = WatchedScreen()
    screen.enter()
    defer { screen.leave() }
    while true {
      screen.show(try report())
      try Terminal.expectReader()
      guard try wait(screen) else { return }
    }
  }

  /// Waits for something to show.
  ///
  /// - Returns: false if a signal ends the watch.
  private func wait(_ screen: WatchedScreen) throws -> Bool {
    var hasEvents = try poll(Self.pause)
    for _ in 0..<Self.mostWaits where hasEvents {
      let batch = events.drain(limit: 1024)
      if let reason = batch.death { throw CommandFailure("\(events.name): \(reason)") }
      hasEvents = try poll(Self.calm)
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
  ///
  /// - Returns: whether there are events.
  /// - Throws: if whoever reads the report has gone, which nothing is written to tell.
  private func poll(_ milliseconds: CInt) throws -> Bool {
    var waits = [events.descriptor, signals.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    waits.append(pollfd(fd: STDOUT_FILENO, events: 0, revents: 0))
    _ = Glibc.poll(&waits, nfds_t(waits.count), milliseconds)
    // A pipe says so by an error, a socket by a hang-up.
    guard waits[2].revents & Int16(POLLERR | POLLHUP | POLLNVAL) == 0 else {
      throw ExitCode.failure
    }
    return waits[0].revents != 0
  }
}
