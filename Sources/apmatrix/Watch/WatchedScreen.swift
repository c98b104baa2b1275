import Agent
import Glibc

/// Where a report is shown again and again: a terminal's second screen, from which the first comes back as it
/// was; or, where the output is no terminal, one block behind the other, each with its time.
final class WatchedScreen {
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private var last: [String]?

  /// Goes to the second screen, hides the cursor, and has long lines cut off.
  func enter() {
    if isTerminal { Terminal.write(Array("\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l".utf8)) }
  }

  /// Comes back from it; a signal handler may do so, too.
  static func leave() {
    let text: StaticString = "\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l"
    guard isatty(STDOUT_FILENO) == 1 else { return }
    _ = write(STDOUT_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  /// Stops as Ctrl-Z asks, and goes on where the user has the program continue.
  func suspend() {
    Self.leave()
    kill(getpid(), SIGSTOP)
    enter()
  }

  /// Shows a report; a block like the last one is not repeated.
  func show(_ lines: [String]) {
    let clock = WallClock()
    guard !isTerminal else {
      draw(["\(clock.timeOfDay(.now).prefix(8))  Ctrl-C ends"] + lines)
      return
    }
    guard lines != last else { return }
    Terminal.write((last == nil ? [] : [""]) + ["--- \(clock.utc(.now))"] + lines)
    last = lines
  }

  /// Draws over what is there, so that nothing flickers; what the screen has no room for is counted.
  private func draw(_ lines: [String]) {
    let height = max(Terminal.height, 3)
    var shown = lines
    if shown.count > height {
      shown = lines.prefix(height - 1) + ["... \(lines.count - height + 1) more lines"]
    }
    shown = shown.map { Terminal.printable([$0]) }
    let text = "\u{1b}[H" + shown.map { $0 + "\u{1b}[K" }.joined(separator: "\r\n") + "\u{1b}[J"
    Terminal.write(Array(text.utf8))
  }
}
