import APModel
import ArgumentParser
import Glibc
import Report
import Synchronization
import Sysfs
import SystemPackage

/// Where results and diagnostics go.
enum Terminal {
  /// The errno with which writing a result failed first; 0 while all were written.
  private static let lost = Atomic<CInt>(0)

  /// Writes the lines of a result to standard output.
  ///
  /// Where that fails, nothing of the result is written behind the gap, and `main` ends with status 1.
  static func write(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    var text = printable(lines)
    text += "\n"
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  /// The lines as one text that commands no terminal.
  static func printable(_ lines: [String]) -> String {
    PlainLine.report(lines.joined(separator: "\n"), keepsColour: style == .colour)
  }

  /// Writes a result that is text with its newlines already.
  static func write(_ text: [UInt8]) { text.withUnsafeBytes { write($0) } }

  private static func write(_ text: UnsafeRawBufferPointer) {
    guard lost.load(ordering: .relaxed) == 0 else { return }
    guard let errno = send(text, to: .standardOutput) else { return }
    lost.store(errno.rawValue, ordering: .relaxed)
  }

  /// Writes one diagnostic line to standard error.
  static func complain(_ fact: String) {
    let line = Array(("apmatrix: " + PlainLine.text(fact) + "\n").utf8)
    _ = line.withUnsafeBytes { send($0, to: .standardError) }
  }

  /// Writes diagnostic lines about what is done all the same.
  static func warn(_ facts: [String]) {
    for fact in facts { complain("warning: " + fact) }
  }

  /// Ends a command that has nobody to tell its results to.
  ///
  /// - Throws: `ExitCode` if a result was lost; `main` says why.
  static func expectReader() throws {
    guard lost.load(ordering: .relaxed) == 0 else { throw ExitCode.failure }
  }

  /// Waits for the first of some descriptors, and for the end of whoever reads the results.
  ///
  /// - Parameters:
  ///   - descriptors: those to wait for.
  ///   - milliseconds: how long at most; -1 for as long as it takes.
  /// - Returns: whether the first has something to read.
  /// - Throws: `ExitCode` if the reader has gone, which nothing is written to tell.
  static func wait(_ descriptors: [CInt], _ milliseconds: CInt) throws -> Bool {
    var waits = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    waits.append(pollfd(fd: STDOUT_FILENO, events: 0, revents: 0))
    guard poll(&waits, nfds_t(waits.count), milliseconds) > 0 else { return false }
    // A pipe says so by an error, a socket by a hang-up.
    guard waits[descriptors.count].revents & Int16(POLLERR | POLLHUP | POLLNVAL) == 0 else {
      throw ExitCode.failure
    }
    return waits[0].revents != 0
  }

  /// Says which errno lost a result, if one was lost.
  ///
  /// A reader that went away (a closed pipe) is no reason to complain: there is nobody to tell.
  ///
  /// - Returns: whether all results were written.
  static func confirm() -> Bool {
    let errno = Errno(rawValue: lost.load(ordering: .relaxed))
    guard errno.rawValue != 0 else { return true }
    if errno != .brokenPipe { complain("standard output: \(errno)") }
    return false
  }

  /// Colours on a terminal, unless the environment has `NO_COLOR`.
  static var style: Style {
    getenv("NO_COLOR") == nil && isatty(STDOUT_FILENO) == 1 ? .colour : .plain
  }

  /// The columns of the terminal; 80 where there is none, `COLUMNS` where it is set.
  static var width: Int {
    if let text = getenv("COLUMNS"), let columns = Int(String(cString: text)) { return columns }
    return size.map { Int($0.ws_col) } ?? 80
  }

  /// The lines of the terminal; 24 where there is none.
  static var height: Int { size.map { Int($0.ws_row) } ?? 24 }

  private static var size: winsize? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return nil }
    return size
  }

  private static func send(_ text: UnsafeRawBufferPointer, to descriptor: FileDescriptor) -> Errno?
  {
    do {
      _ = try descriptor.writeAll(text)
      return nil
    } catch {
      return Errno(caught: error)
    }
  }
}
