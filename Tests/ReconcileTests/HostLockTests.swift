import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Reconcile

@Suite
struct `The lock of the AP configuration` {
  private static func lock(_ directory: borrowing ScratchDirectory, attempts: Int = 3) -> HostLock {
    HostLock(path: directory.path.appending("s390apconfig.lock"), attempts: attempts)
  }

  private static func isStale(_ text: String) throws -> Bool {
    let scratch = try ScratchDirectory()
    let lock = lock(scratch)
    try TextFile.write(text, to: lock.path)
    do throws(LockError) {
      try lock.hold(telling: { _ in }) {}
      return true
    } catch {
      return false
    }
  }

  @Test func `holds the pid and a newline while it is held, and is gone afterwards`() throws {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    var text: String?
    try lock.hold(telling: { _ in }) { text = try? TextFile.text(lock.path) }
    #expect(text == "\(getpid())\n")
    #expect(TextFile.names(scratch.path).isEmpty)
  }

  @Test func `of a living process is waited for and then named`() throws {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    try TextFile.write("1\n", to: lock.path)
    var holders: [LockHolder] = []
    let error = #expect(throws: LockError.self) {
      try lock.hold(telling: { if case .waiting(let holder) = $0 { holders.append(holder) } }) {
        Issue.record("held twice")
      }
    }
    #expect(holders.map(\.pid) == [1])
    #expect(error?.description.contains("pid 1") == true)
    #expect(try TextFile.text(lock.path) == "1\n")
    #expect(TextFile.names(scratch.path) == ["s390apconfig.lock"])
  }

  @Test func `of a process that is gone is stale`() throws {
    // The highest pid that Linux can give is 4,194,303.
    #expect(try Self.isStale("4194304\n"))
    #expect(try !Self.isStale("1\n"))
  }

  @Test(
    arguments: ["", "\n", "0\n", "-1\n", "not a pid\n"],
    [
      (119, false), (120, true), (-119, false), (-120, true),
    ])
  func `that names no process is stale at the age that s390-tools wait for, and is told`(
    text: String, age: (seconds: Int, isStale: Bool)
  ) throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("s390apconfig.lock")
    try TextFile.write(text, to: path)
    let made = try Self.modification(of: path)
    let lock = HostLock(path: path, attempts: 2, makesDirectory: false) { made + age.seconds }
    var news: [LockNews] = []
    var isHeld = false
    do throws(LockError) {
      try lock.hold(telling: { news.append($0) }) { isHeld = true }
    } catch {
      let content = text.prefix { !$0.isNewline }
      let what = content.isEmpty ? "an empty file" : "a file that holds \"\(content)\""
      let old = age.seconds < 0 ? "" : "119 s old, "
      #expect("\(error)".contains("an unknown process (\(what), \(old)of root)"), "\(error)")
    }
    #expect(isHeld == age.isStale)
    #expect(news.count == 1 && news[0].isWarning == age.isStale, "\(news)")
    #expect(news[0].text.contains(age.isStale ? "left behind by an unknown process" : "waiting"))
    #expect(TextFile.names(scratch.path) == (age.isStale ? [] : ["s390apconfig.lock"]))
  }

  @Test func `that is a link is not followed`() throws {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    let elsewhere = scratch.path.appending("elsewhere")
    try TextFile.write("4194304\n", to: elsewhere)
    #expect(symlink("elsewhere", lock.path.string) == 0)
    let error = #expect(throws: LockError.self) { try lock.hold(telling: { _ in }) {} }
    #expect(error?.description.contains("no regular file") == true, "\(String(describing: error))")
    #expect(try TextFile.text(elsewhere) == "4194304\n")
  }

  @Test func `tells for how long it has been held`() {
    let holder = LockHolder(pid: 7, name: "chzdev", age: 700)
    #expect("\(holder)" == "chzdev (pid 7, for 11 min)")
    #expect("\(LockHolder(pid: 7, name: nil, age: 12))" == "pid 7, for 12 s")
    #expect(holder.isSame(as: LockHolder(pid: 7, name: "chzdev", age: 701)))
    #expect(!holder.isSame(as: LockHolder(pid: 8, name: "chzdev", age: 700)))
  }

  private static func modification(of path: FilePath) throws -> Int {
    var status = stat()
    try #require(stat(path.string, &status) == 0)
    return status.st_mtim.tv_sec
  }

  /// The first process of a container has the pid again of the one that was killed.
  @Test func `with the own pid from an earlier life is stale`() throws {
    #expect(try Self.isStale("\(getpid())\n"))
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    try TextFile.write("\(getpid())\n", to: lock.path)
    lock.removeIfStale()
    #expect(TextFile.names(scratch.path).isEmpty)
  }

  @Test func `of another thread is waited for and not taken for stale`() throws {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    var second: LockError??
    try lock.hold(telling: { _ in }) {
      second = Deadline.run(seconds: 60) { () -> LockError? in
        lock.removeIfStale()
        do throws(LockError) {
          try lock.hold(telling: { _ in }) {}
          return nil
        } catch {
          return error
        }
      }
      #expect(TextFile.names(scratch.path) == ["s390apconfig.lock"])
    }
    let error = try #require(second ?? nil)
    #expect(error.description.contains("(pid \(getpid())"), "\(error)")
    #expect(TextFile.names(scratch.path).isEmpty)
    try lock.hold(telling: { _ in }) {}
  }

  @Test(arguments: [true, false])
  func `makes its directory only where it is the tools' own`(makesDirectory: Bool) throws {
    let scratch = try ScratchDirectory()
    let directory = scratch.path.appending("lock")
    let lock = HostLock(
      path: directory.appending("s390apconfig.lock"), attempts: 1, makesDirectory: makesDirectory)
    var isHeld = false
    do throws(LockError) {
      try lock.hold(telling: { _ in }) { isHeld = true }
    } catch {
      #expect(error == .refused(path: lock.path.string, .noSuchFileOrDirectory))
    }
    #expect(isHeld == makesDirectory)
    #expect(TextFile.names(scratch.path) == (makesDirectory ? ["lock"] : []))
  }

  @Test func `that can't be made names the path`() throws {
    let lock = HostLock(path: "/proc/no/such.lock", attempts: 1)
    let error = #expect(throws: LockError.self) { try lock.hold(telling: { _ in }) {} }
    #expect(error?.description.contains("/proc/no/such.lock") == true)
  }

  @Test func `is given back by a process that ends while its work still waits for the kernel`()
    throws
  {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    try lock.hold(telling: { _ in }) {
      lock.release()
      #expect(TextFile.names(scratch.path).isEmpty)
    }
    try TextFile.write("1\n", to: lock.path)
    lock.release()
    #expect(TextFile.names(scratch.path) == ["s390apconfig.lock"])
  }
}
