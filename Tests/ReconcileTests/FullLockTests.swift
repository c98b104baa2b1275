import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Reconcile

/// A lock on a file system of its own that has no room.
@Suite(.enabled(if: canMount, "needs root: a file system of its own"))
struct `A lock for which there is no room` {
  /// An agent tries again at each look.
  @Test func `is refused and leaves nothing behind, neither a file nor a descriptor`() throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.string
    try #require(mount("tmpfs", path, "tmpfs", 0, "size=4k") == 0)
    defer { umount2(path, CInt(MNT_DETACH)) }
    try TextFile.write(String(repeating: " ", count: 4096), to: scratch.path.appending("filler"))
    let lock = HostLock(path: scratch.path.appending("lock"))
    let error = #expect(throws: LockError.self) { try lock.hold(telling: { _ in }) {} }
    #expect(error == .refused(path: lock.path.string, .noSpace))
    #expect(TextFile.names(scratch.path) == ["filler"])
    // The kernel refuses it while a file there is open.
    #expect(umount2(path, 0) == 0, "\(Errno(rawValue: errno))")
  }
}

private let canMount: Bool = {
  guard let scratch = try? ScratchDirectory() else { return false }
  let path = scratch.path.string
  return mount("tmpfs", path, "tmpfs", 0, "size=4k") == 0 && umount2(path, 0) == 0
}()
