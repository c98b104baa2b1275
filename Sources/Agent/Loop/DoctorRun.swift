internal import Glibc
internal import Sysfs

/// Runs `apmatrix doctor` beside the agent, whose memory and threads it leaves alone, and takes in what it
/// says.
final class DoctorRun {
  /// A host's findings are some ten kilobytes.
  private static let longest = 1 << 22

  private let arguments: [String]
  private var run: (descriptor: CInt, pid: Int32)?
  private var text: [UInt8] = []
  /// Whether it has ended by itself: its number may be another process's by now.
  private var hasEnded = false

  /// - Parameter arguments: those of the program, which begin with the command.
  init(_ arguments: [String]) { self.arguments = arguments }

  deinit { end() }

  /// Readable when it has said something, or has ended; -1 while it does not run.
  var descriptor: CInt { run?.descriptor ?? -1 }

  /// Starts it.
  ///
  /// - Returns: whether it runs.
  func start() -> Bool {
    end()
    run = OwnProgram.start(arguments, at: STDOUT_FILENO)
    return run != nil
  }

  /// Takes in what it has said.
  ///
  /// - Returns: whether that is all.
  func take() -> Bool {
    var isAll = false
    text += [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      let result = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
      // poll(2) may say that there is something where there is nothing yet.
      hasEnded = result == 0
      isAll = hasEnded || result < 0 && errno != EAGAIN && errno != EINTR
      count = max(0, result)
    }
    return isAll || text.count > Self.longest
  }

  /// What it has found; nil if it did not come to an end.
  func result() -> Diagnosis? {
    defer { end() }
    return Diagnosis(text)
  }

  /// Ends it, and waits for nothing.
  func end() {
    if let run {
      if !hasEnded { kill(run.pid, SIGKILL) }
      close(run.descriptor)
    }
    run = nil
    text = []
    hasEnded = false
  }
}
