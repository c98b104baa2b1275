import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Sysfs

/// The directory of node_exporter's collector, for instance, is not only root's.
@Suite
struct `A file in a directory that somebody else may write` {
  /// Makes the directory `d` with a file `victim` beside it.
  private static func prepare(
    _ scratch: borrowing ScratchDirectory, mode: mode_t
  ) throws -> FilePath {
    let directory = scratch.path.appending("d")
    try TextFile.makeDirectories(directory)
    #expect(chmod(directory.string, mode) == 0)
    try TextFile.write("old", to: scratch.path.appending("victim"))
    return directory
  }

  @Test func `replaces a link that was prepared in its place`() throws {
    let scratch = try ScratchDirectory()
    let directory = try Self.prepare(scratch, mode: 0o777)
    let file = directory.appending("out")
    #expect(symlink(scratch.path.appending("victim").string, file.string) == 0)
    try AtomicFile.write([1], to: file)
    #expect(try TextFile.bytes(file) == [1])
    #expect(try TextFile.text(scratch.path.appending("victim")) == "old")
    #expect(TextFile.names(directory) == ["out"])
  }

  /// Writing to `/dev/full` fails, so a success shows that the link was not followed.
  @Test(arguments: [mode_t(0o777), 0o775, 0o755])
  func `follows a link to a device only where nobody else can have made it`(mode: mode_t) throws {
    let scratch = try ScratchDirectory()
    let directory = try Self.prepare(scratch, mode: mode)
    let file = directory.appending("out")
    #expect(symlink("/dev/full", file.string) == 0)
    if mode == 0o755 {
      #expect(throws: Errno.noSpace) { try AtomicFile.write([1], to: file) }
    } else {
      try AtomicFile.write([1], to: file)
      #expect(try TextFile.bytes(file) == [1])
    }
    #expect(TextFile.names(directory) == ["out"])
  }

  @Test func `leaves a temporary name to whoever has prepared it`() throws {
    let scratch = try ScratchDirectory()
    let directory = try Self.prepare(scratch, mode: 0o777)
    let victim = scratch.path.appending("victim").string
    #expect(symlink(victim, directory.appending(".apmatrix.1.tmp").string) == 0)
    #expect(symlink("nowhere", directory.appending(".apmatrix.2.tmp").string) == 0)
    let file = directory.appending("out")
    var number: UInt64 = 0
    try AtomicFile.write([1], to: file, syncs: false) {
      number += 1
      return number
    }
    #expect(try TextFile.bytes(file) == [1])
    #expect(try TextFile.text(FilePath(victim)) == "old")
    #expect(
      TextFile.names(directory) == [".apmatrix.1.tmp", ".apmatrix.2.tmp", "out"])
    #expect(throws: Errno.fileExists) {
      try AtomicFile.write([2], to: file, syncs: false) { 1 }
    }
    #expect(try TextFile.bytes(file) == [1])
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a pipe away"))
  func `does not wait at a pipe of somebody else`() throws {
    let scratch = try ScratchDirectory()
    let directory = try Self.prepare(scratch, mode: 0o777)
    let file = directory.appending("out")
    #expect(mkfifo(file.string, 0o600) == 0)
    #expect(chown(file.string, 65_534, 65_534) == 0)
    try AtomicFile.write([1], to: file)
    #expect(try TextFile.bytes(file) == [1])
  }

  @Test func `is no file where a device stands`() throws {
    #expect(throws: Errno.noSpace) { try AtomicFile.write([1], to: "/dev/full") }
    try AtomicFile.write([1], to: "/dev/null")
    #expect(try TextFile.bytes("/dev/null").isEmpty)
  }
}
