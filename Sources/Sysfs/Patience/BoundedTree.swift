import CLinux
import Glibc
import Synchronization
public import SystemPackage

/// A tree of which a child reads, so that a file system that answers never keeps nobody waiting.
///
/// A dead file system of a network puts to sleep whoever touches it, often so that no signal wakes it, and
/// a process with such a thread can't end. What was not answered in time ends with ETIMEDOUT, and so does
/// at once all that is asked for later of the same directory and of what is below it.
public final class BoundedTree: SysfsTree {
  /// For how many seconds one answer is waited for.
  public static let limit = 3.0
  /// For how many seconds all answers together are; afterwards nothing more is asked for.
  public static let limitOfAll = 15.0

  fileprivate struct Reading {
    var child: ReadingChild?
    /// What has arrived and was not taken yet.
    var arrived: [UInt8] = []
    /// The directories that did not answer.
    var silent: [String] = []
    /// How long answers were waited for.
    var waited = 0.0
  }

  /// Where the files are, for messages.
  public let origin: String
  private let start: @Sendable () -> ReadingChild?
  private let limit: Double
  private let reading = Mutex(Reading())

  /// Has a child that is made by fork(2) read a tree; the process must have no second thread.
  public convenience init(forking tree: any SysfsTree) {
    self.init(tree.origin) { ReadingChild { tree } }
  }

  /// Has this program, run anew with these arguments, read a directory; for processes of several threads.
  ///
  /// - Parameter arguments: make it call `answer`.
  public convenience init(running arguments: [String], origin: String) {
    self.init(origin) { ReadingChild(running: arguments) }
  }

  /// Has whoever listens at a socket of the file system read, a process of another's for each tree.
  ///
  /// - Parameter limit: for how many seconds one answer is waited for: the process is started for it.
  public convenience init(asking socket: FilePath, origin: String, limit: Double) {
    self.init(origin, limit: limit) {
      let descriptor = clinux_connect(socket.string, CInt(Self.limit))
      return descriptor < 0 ? nil : ReadingChild(descriptor: descriptor, pid: nil)
    }
  }

  /// - Parameter start: starts the child; it is called again where one was given up.
  init(
    _ origin: String, limit: Double = BoundedTree.limit,
    start: @escaping @Sendable () -> ReadingChild?
  ) {
    self.origin = origin
    self.limit = limit
    self.start = start
  }

  deinit { reading.withLock { $0.child?.end() } }

  /// Answers, in a child that was run for it, what is asked for at its standard input; returns when nobody
  /// asks any more.
  public static func answer(_ tree: any SysfsTree) { ReadingChild.answer(tree, STDIN_FILENO) }

  /// Reads a file; see `SysfsTree`.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] {
    try ask(.read, .read, path)
  }

  /// Lists a directory; see `SysfsTree`.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    SysfsEntry.entries(in: try ask(.list, .list, path))
  }

  /// Reads a symbolic link; see `SysfsTree`.
  public func link(_ path: String) throws(SysfsError) -> String {
    String(decoding: try ask(.link, .link, path), as: UTF8.self)
  }

  /// Refuses; see `SysfsTree`.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    throw .notWritable(path: path, reason: "it is only read")
  }

  /// The permission bits of an object; see `SysfsTree`.
  public func mode(_ path: String) throws(SysfsError) -> UInt16? {
    UInt16(String(decoding: try ask(.mode, .stat, path), as: UTF8.self))
  }

  /// Whose an object is; see `SysfsTree`.
  public func status(_ path: String) throws(SysfsError) -> FileStatus? {
    FileStatus(String(decoding: try ask(.status, .stat, path), as: UTF8.self))
  }

  private func ask(
    _ kind: FileQuestion.Kind, _ operation: SysfsError.Operation, _ path: String
  ) throws(SysfsError) -> [UInt8] {
    let silence = SysfsError.refused(operation, path: path, .timedOut)
    let question = FileQuestion(kind, path)
    return try reading.withLock { reading -> Result<[UInt8], SysfsError> in
      guard reading.waited < Self.limitOfAll, !reading.silent.contains(where: question.isBelow)
      else { return .failure(silence) }
      if reading.child == nil { reading.child = start() }
      guard let child = reading.child else {
        return .failure(.refused(operation, path: path, .resourceTemporarilyUnavailable))
      }
      if child.ask([question]), let answer = reading.answer(path, of: child, within: limit) {
        return answer
      }
      child.giveUp()
      reading.child = nil
      reading.arrived = []
      reading.silent.append(silence.silentDirectory(of: path) ?? path)
      return .failure(silence)
    }.get()
  }
}

extension BoundedTree.Reading {
  /// Waits for an answer; nil if there is none in time, or if the child is gone.
  fileprivate mutating func answer(
    _ path: String, of child: ReadingChild, within limit: Double
  ) -> Result<[UInt8], SysfsError>? {
    let begin = Waiting.now
    let end = begin + min(limit, BoundedTree.limitOfAll - waited)
    defer { waited += Waiting.now - begin }
    while true {
      if let answer = ReadingMessage.take(&arrived, path: path) { return answer }
      guard Waiting.wait(child.descriptor, until: end) else {
        if Waiting.now < end { continue }
        return nil
      }
      guard let more = ReadingChild.receive(child.descriptor) else { return nil }
      arrived += more
    }
  }
}

extension FileQuestion {
  /// Whether the path is a directory or below it.
  fileprivate func isBelow(_ directory: String) -> Bool {
    directory.isEmpty || path == directory || path.hasPrefix(directory + "/")
  }
}
