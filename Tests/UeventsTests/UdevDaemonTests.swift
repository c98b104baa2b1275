import Glibc
import SystemPackage
import TestSupport
import Testing
import Uevents

@Suite
struct `Whether udevd runs` {
  /// Makes a socket of a kind at a path, listening or as a process leaves it that has ended.
  private static func make(_ type: __socket_type, at path: FilePath, listens: Bool) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.string.utf8) }
    let descriptor = socket(AF_UNIX, CInt(type.rawValue), 0)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    #expect(result == 0)
    guard !listens else {
      #expect(listen(descriptor, 1) == 0)
      return descriptor
    }
    close(descriptor)
    return -1
  }

  /// udevd listens for packets, in newer versions of systemd for a stream.
  @Test(arguments: [SOCK_SEQPACKET, SOCK_STREAM])
  func `is told by who listens, not by a file that was left`(type: __socket_type) throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("control")
    let listener = Self.make(type, at: path, listens: true)
    let link = scratch.path.appending("link")
    #expect(symlink(path.string, link.string) == 0)
    #expect(UdevDaemon.listens(on: path.string))
    #expect(UdevDaemon.listens(on: link.string))
    // Whoever listens hears nothing of it: no connection waits.
    var wait = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    #expect(poll(&wait, 1, 0) == 0)
    close(listener)
    #expect(access(path.string, F_OK) == 0)
    #expect(!UdevDaemon.listens(on: path.string))
    #expect(!UdevDaemon.listens(on: link.string))
  }

  @Test func `is no where nothing, a plain file or an unused socket is`() throws {
    let scratch = try ScratchDirectory()
    #expect(!UdevDaemon.listens(on: scratch.path.appending("control").string))
    #expect(!UdevDaemon.listens(on: scratch.path.appending("udev/control").string))
    let file = scratch.path.appending("file")
    try TextFile.write("", to: file)
    #expect(!UdevDaemon.listens(on: file.string))
    #expect(!UdevDaemon.listens(on: file.appending("control").string))
    _ = Self.make(SOCK_SEQPACKET, at: scratch.path.appending("left"), listens: false)
    #expect(!UdevDaemon.listens(on: scratch.path.appending("left").string))
  }
}
