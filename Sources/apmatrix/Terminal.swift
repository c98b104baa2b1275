import Glibc
import Report
import SystemPackage

/// Where results and diagnostics go.
enum Terminal {
  /// Writes the lines of a result to standard output.
  static func write(_ lines: [String]) {
    var text = lines.joined(separator: "\n")
    text += "\n"
    send(text, to: .standardOutput)
  }

  /// Writes one diagnostic line to standard error.
  static func complain(_ fact: String) {
    send("apmatrix: " + fact + "\n", to: .standardError)
  }

  /// Colours on a terminal, unless the environment has `NO_COLOR`.
  static var style: Style {
    getenv("NO_COLOR") == nil && isatty(STDOUT_FILENO) == 1 ? .colour : .plain
  }

  /// The columns of the terminal; 80 where there is none, `COLUMNS` where it is set.
  static var width: Int {
    if let text = getenv("COLUMNS"), let columns = Int(String(cString: text)) { return columns }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// A reader that went away (a closed pipe) is no reason to complain: there is nobody to tell.
  private static func send(_ text: String, to descriptor: FileDescriptor) {
    var text = text
    _ = try? text.withUTF8 { try descriptor.writeAll(UnsafeRawBufferPointer($0)) }
  }
}
