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
      try lock.hold(waiting: { _ in }) {}
      return true
    } catch {
      return false
    }
  }

  @Test func `holds the pid and a newline while it is held, and is gone afterwards`() throws {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    var text: String?
    try lock.hold(waiting: { _ in }) { text = try? TextFile.text(lock.path) }
    #expect(text == "\(getpid())\n")
    #expect(TextFile.names(scratch.path).isEmpty)
  }

  @Test func `of a living process is waited for and then named`() throws {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    try TextFile.write("1\n", to: lock.path)
    var holders: [LockHolder] = []
    let error = #expect(throws: LockError.self) {
      try lock.hold(waiting: { holders.append($0) }) { Issue.record("held twice") }
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
    #expect(try !Self.isStale("not a pid\n"))
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
    try lock.hold(waiting: { _ in }) {
      second = Deadline.run(seconds: 60) { () -> LockError? in
        lock.removeIfStale()
        do throws(LockError) {
          try lock.hold(waiting: { _ in }) {}
          return nil
        } catch {
          return error
        }
      }
      #expect(TextFile.names(scratch.path) == ["s390apconfig.lock"])
    }
    let error = try #require(second ?? nil)
    #expect(error.description.contains("(pid \(getpid()))"), "\(error)")
    #expect(TextFile.names(scratch.path).isEmpty)
    try lock.hold(waiting: { _ in }) {}
  }

  @Test(arguments: [true, false])
  func `makes its directory only where it is the tools' own`(makesDirectory: Bool) throws {
    let scratch = try ScratchDirectory()
    let directory = scratch.path.appending("lock")
    let lock = HostLock(
      path: directory.appending("s390apconfig.lock"), attempts: 1, makesDirectory: makesDirectory)
    var isHeld = false
    do throws(LockError) {
      try lock.hold(waiting: { _ in }) { isHeld = true }
    } catch {
      #expect(error == .refused(path: lock.path.string, .noSuchFileOrDirectory))
    }
    #expect(isHeld == makesDirectory)
    #expect(TextFile.names(scratch.path) == (makesDirectory ? ["lock"] : []))
  }

  @Test func `that can't be made names the path`() throws {
    let lock = HostLock(path: "/proc/no/such.lock", attempts: 1)
    let error = #expect(throws: LockError.self) { try lock.hold(waiting: { _ in }) {} }
    #expect(error?.description.contains("/proc/no/such.lock") == true)
  }

  @Test func `is given back by a process that ends while its work still waits for the kernel`()
    throws
  {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    try lock.hold(waiting: { _ in }) {
      lock.release()
      #expect(TextFile.names(scratch.path).isEmpty)
    }
    try TextFile.write("1\n", to: lock.path)
    lock.release()
    #expect(TextFile.names(scratch.path) == ["s390apconfig.lock"])
  }
}
