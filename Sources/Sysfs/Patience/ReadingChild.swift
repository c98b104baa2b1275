import CLinux
import Glibc
import SystemPackage

/// A process that reads files for another one, so that the kernel blocks it and not the other.
///
/// A process that the kernel has put to sleep in a read can't be ended, and one with such a thread can't
/// end: so the reads are a child's, which nobody waits for once it has been given up. It has nothing
/// else of its parent's open, as whoever reads the parent's output to its end would wait for it.
struct ReadingChild {
  /// The child's answers arrive here, one after the other in the order of the questions.
  let descriptor: CInt
  /// Nil for a process that another one has started, and ends.
  private let pid: pid_t?

  /// A child that is there already.
  init(descriptor: CInt, pid: pid_t?) {
    self.descriptor = descriptor
    self.pid = pid
  }

  /// Starts this program anew as the child, which has to answer at its standard input.
  ///
  /// - Returns: nil if there can be no child.
  init?(running arguments: [String]) {
    guard let started = OwnProgram.start(arguments, at: STDIN_FILENO) else { return nil }
    self.init(descriptor: started.descriptor, pid: started.pid)
  }

  /// Starts the child; the process must have no second thread.
  ///
  /// - Parameter tree: opens the tree that the child reads.
  /// - Returns: nil if there can be no child.
  init?(_ tree: () throws -> any SysfsTree) {
    var ends: [CInt] = [-1, -1]
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    let pid = clinux_fork()
    guard pid != 0 else {
      Self.leaveAllBut(ends[1])
      if let tree = try? tree() { Self.answer(tree, ends[1]) }
      _exit(0)
    }
    close(ends[1])
    guard pid > 0 else {
      close(ends[0])
      return nil
    }
    self.init(descriptor: ends[0], pid: pid)
  }

  /// Asks, but no more may be under way than a socket holds the paths of.
  ///
  /// - Returns: whether the child is there to hear it.
  func ask(_ questions: some Sequence<FileQuestion>) -> Bool {
    Self.send(questions.flatMap(\.bytes), to: descriptor)
  }

  /// Ends the child, which has nothing to do.
  func end() {
    close(descriptor)
    guard let pid else { return }
    while waitpid(pid, nil, 0) < 0, errno == EINTR {}
  }

  /// Leaves the child to the kernel, which ends it when it lets go of it.
  func giveUp() {
    if let pid { kill(pid, SIGKILL) }
    close(descriptor)
  }

  private static func leaveAllBut(_ descriptor: CInt) {
    let null = open("/dev/null", O_RDONLY)
    for standard in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(null, standard) }
    if descriptor > 3 { clinux_close_run(3, descriptor - 1) }
    clinux_close_run(descriptor + 1, CInt.max)
  }

  /// Reads what is asked for until nobody asks any more.
  static func answer(_ tree: any SysfsTree, _ descriptor: CInt) {
    var asked: [UInt8] = []
    while let more = receive(descriptor) {
      asked += more
      while let end = asked.firstIndex(of: FileQuestion.end) {
        guard let question = FileQuestion(asked[..<end]) else { return }
        asked.removeFirst(end + 1)
        let result = Result { () throws(SysfsError) in try question.answer(of: tree) }
        guard send(ReadingMessage.bytes(result), to: descriptor) else { return }
      }
    }
  }

  /// What has arrived, waiting for it; nil at the end.
  static func receive(_ descriptor: CInt) -> [UInt8]? {
    while true {
      // The end leaves errno as it was.
      var hasFailed = false
      let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        let result = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        hasFailed = result < 0
        count = max(0, result)
      }
      if !bytes.isEmpty { return bytes }
      guard hasFailed, errno == EINTR else { return nil }
    }
  }

  private static func send(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      if sent < 0, errno == EINTR { continue }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }
}
