import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Reconcile

/// Who has no business with the lock may make files of its name, and of those beside it.
@Suite(.enabled(if: geteuid() == 0, "needs root"))
struct `A lock in a directory where everybody may write` {
  private static func lock(_ directory: borrowing ScratchDirectory) -> HostLock {
    HostLock(path: directory.path.appending("s390apconfig.lock"), attempts: 3)
  }

  @Test func `of somebody who is not root is set aside with his name`() throws {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    try TextFile.write("1\n", to: lock.path)
    #expect(chown(lock.path.string, 4711, 4711) == 0)
    var news: [LockNews] = []
    var isHeld = false
    try lock.hold(telling: { news.append($0) }) { isHeld = true }
    #expect(isHeld)
    #expect(news.count == 1 && news[0].isWarning, "\(news)")
    #expect(news.first?.text.contains("only root may hold it") == true, "\(news)")
    #expect(TextFile.names(scratch.path) == ["s390apconfig.lock.not-of-root"])
  }

  /// Of a directory that is not empty nothing takes the place, and such a one can be the lock, too.
  @Test(arguments: [[true], [true, true, true], [false, true], [true, false, false]])
  func `of somebody who is not root is set aside whatever has its new name`(
    areDirectories: [Bool]
  ) throws {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    let taken = FilePath(lock.path.string + ".not-of-root")
    try TextFile.makeDirectories(taken.appending("full"))
    var news: [LockNews] = []
    for isDirectory in areDirectories {
      if isDirectory { try TextFile.makeDirectories(lock.path.appending("full")) }
      if !isDirectory { try TextFile.write("1\n", to: lock.path) }
      #expect(chown(lock.path.string, 4711, 4711) == 0)
      var isHeld = false
      try lock.hold(telling: { news.append($0) }) { isHeld = true }
      #expect(isHeld && TextFile.names(scratch.path).contains("s390apconfig.lock") == false)
    }
    let aside = news.compactMap { if case .foreign(_, let aside) = $0 { aside } else { nil } }
    #expect(Set(aside).count == areDirectories.count, "\(news)")
    let names = ([taken.string] + aside).compactMap { FilePath($0).lastComponent?.string }
    #expect(TextFile.names(scratch.path).sorted() == names.sorted())
  }

  /// rename(2) does nothing where both are names of one file.
  @Test func `of somebody who is not root is set aside where it has its new name already`() throws {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    try TextFile.write("1\n", to: lock.path)
    #expect(chown(lock.path.string, 4711, 4711) == 0)
    #expect(link(lock.path.string, lock.path.string + ".not-of-root") == 0)
    var news: [LockNews] = []
    var isHeld = false
    try lock.hold(telling: { news.append($0) }) { isHeld = true }
    #expect(isHeld && news.count == 1)
    #expect(TextFile.names(scratch.path) == ["s390apconfig.lock.not-of-root"])
  }

  @Test func `that is stale is taken away whatever has the name that it gets meanwhile`() throws {
    let scratch = try ScratchDirectory()
    let lock = Self.lock(scratch)
    let taken = "s390apconfig.lock.stale"
    for name in [taken, "\(taken).\(getpid())"] {
      try TextFile.makeDirectories(scratch.path.appending(name).appending("full"))
    }
    try TextFile.write("4194304\n", to: lock.path)
    var isHeld = false
    try lock.hold(telling: { _ in }) { isHeld = true }
    #expect(isHeld && TextFile.names(scratch.path).count == 2)
  }
}
