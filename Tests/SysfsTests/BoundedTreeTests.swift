import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Sysfs

/// A tree of which somebody else reads, in memory: a thread stands for the child.
@Suite
struct `A tree with a bound` {
  /// Has an answer for everything but what is below one directory, where it sleeps.
  private struct SleepyTree: SysfsTree {
    let origin = "sleepy"
    let asked: @Sendable (String) -> Void

    private func wake(_ path: String) {
      asked(path)
      while path.hasPrefix("dead/") || path == "dead" { pause() }
    }

    func read(_ path: String) throws(SysfsError) -> [UInt8] {
      wake(path)
      guard path != "gone" else { throw .refused(.open, path: path, .noSuchFileOrDirectory) }
      return Array("value\n".utf8)
    }

    func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
      wake(path)
      return [SysfsEntry(name: "a\nb", kind: .file), SysfsEntry(name: "c", kind: .directory)]
    }

    func link(_ path: String) throws(SysfsError) -> String {
      wake(path)
      return "../x"
    }

    func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {}

    func mode(_ path: String) throws(SysfsError) -> UInt16? { path == "none" ? nil : 0o644 }

    func status(_ path: String) throws(SysfsError) -> FileStatus? {
      wake(path)
      return FileStatus(owner: 7, mode: 0o600, changed: 12)
    }
  }

  /// A tree, and the paths that its helpers were asked for.
  private static func make() -> (tree: BoundedTree, asked: Asked) {
    let asked = Asked()
    let sleepy = SleepyTree { path in asked.note(path) }
    let tree = BoundedTree("sleepy") {
      var ends: [CInt] = [-1, -1]
      guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return nil }
      let end = ends[1]
      guard let thread = WorkThread.start({ ReadingChild.answer(sleepy, end) }) else { return nil }
      pthread_detach(thread)
      // No process has the number, so that nothing is ended with it.
      return ReadingChild(descriptor: ends[0], pid: 1 << 22 + 1)
    }
    return (tree, asked)
  }

  private final class Asked: @unchecked Sendable {
    private var mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var known: [String] = []

    init() { pthread_mutex_init(mutex, nil) }

    deinit {
      pthread_mutex_destroy(mutex)
      mutex.deallocate()
    }

    func note(_ path: String) {
      pthread_mutex_lock(mutex)
      known.append(path)
      pthread_mutex_unlock(mutex)
    }

    var paths: [String] {
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      return known
    }
  }

  @Test func `answers as the tree itself does`() throws {
    let (tree, _) = Self.make()
    #expect(try tree.text("x") == "value")
    #expect(try tree.list("x").map(\.name) == ["a\nb", "c"])
    #expect(try tree.list("x").map(\.kind) == [.file, .directory])
    #expect(try tree.link("x") == "../x")
    #expect(try tree.mode("x") == 0o644)
    #expect(try tree.mode("none") == nil)
    #expect(try tree.status("x") == FileStatus(owner: 7, mode: 0o600, changed: 12))
    #expect(throws: SysfsError.refused(.open, path: "gone", .noSuchFileOrDirectory)) {
      try tree.read("gone")
    }
    #expect(throws: SysfsError.notWritable(path: "x", reason: "it is only read")) {
      try tree.write("x", [])
    }
  }

  @Test func `does not try again in a directory that did not answer, and reads all others`() throws
  {
    let (tree, asked) = Self.make()
    #expect(throws: SysfsError.refused(.read, path: "dead/a", .timedOut)) {
      try tree.read("dead/a")
    }
    #expect(throws: SysfsError.refused(.list, path: "dead", .timedOut)) { try tree.list("dead") }
    #expect(throws: SysfsError.refused(.link, path: "dead/c/d", .timedOut)) {
      try tree.link("dead/c/d")
    }
    #expect(try tree.text("deader") == "value")
    #expect(asked.paths == ["dead/a", "deader"])
  }

  @Test(arguments: [
    (SysfsError.Operation.read, "etc/x/y", "etc/x"), (.list, "etc/x", "etc/x"),
    (.stat, "etc/x/y", "etc/x"), (.link, "x", ""),
  ])
  func `names the directory that did not answer`(
    operation: SysfsError.Operation, path: String, directory: String
  ) {
    let error = SysfsError.refused(operation, path: path, .timedOut)
    #expect(error.silentDirectory(of: path) == directory)
    #expect(error.reason == "did not answer in time")
    let other = SysfsError.refused(operation, path: path, .permissionDenied)
    #expect(other.silentDirectory(of: path) == nil)
  }
}
