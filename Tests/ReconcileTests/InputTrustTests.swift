import Glibc
import Reconcile
import SystemPackage
import TestSupport
import Testing

@Suite(.enabled(if: geteuid() == 0, "needs root"))
struct `A file that root acts on` {
  /// A file in a directory of its own.
  private static func file(
    _ scratch: borrowing ScratchDirectory, mode: mode_t = 0o644, owner: uid_t = 0,
    directoryMode: mode_t = 0o755, directoryOwner: uid_t = 0
  ) throws -> FilePath {
    let path = scratch.path.appending("etc/apmatrix.yaml")
    try TextFile.write("version: 1\n", to: path)
    let directory = path.removingLastComponent()
    #expect(chmod(path.string, mode) == 0 && chown(path.string, owner, 0) == 0)
    #expect(chmod(directory.string, directoryMode) == 0)
    #expect(chown(directory.string, directoryOwner, 0) == 0)
    return path
  }

  @Test func `is trusted where only root can write it`() throws {
    for mode: mode_t in [0o600, 0o644, 0o444, 0o755] {
      let scratch = try ScratchDirectory()
      #expect(InputTrust.doubts(about: try Self.file(scratch, mode: mode)).isEmpty)
    }
    #expect(InputTrust.doubts(about: "/etc").isEmpty)
  }

  @Test(arguments: [0o664, 0o646, 0o666, 0o620] as [mode_t])
  func `is not where others may write it`(mode: mode_t) throws {
    let scratch = try ScratchDirectory()
    let path = try Self.file(scratch, mode: mode)
    #expect(
      InputTrust.doubts(about: path) == [
        "\(path): others may write it (mode 0\(String(mode, radix: 8))), so not only root decides "
          + "what it says; chmod go-w \(path)"
      ])
  }

  @Test func `is not where it belongs to somebody else`() throws {
    let scratch = try ScratchDirectory()
    let path = try Self.file(scratch, mode: 0o600, owner: 4711)
    #expect(
      InputTrust.doubts(about: path) == [
        "\(path): it belongs to user 4711, so not only root decides what it says; chown root: \(path)"
      ])
  }

  @Test func `may be replaced where its directory is not root's alone`() throws {
    for (mode, owner, fact) in [
      (0o777, 0, "others may write it (mode 0777)"), (0o775, 0, "others may write it (mode 0775)"),
      (0o755, 4711, "it belongs to user 4711"), (0o1777, 0, nil),
    ] as [(mode_t, uid_t, String?)] {
      let scratch = try ScratchDirectory()
      let path = try Self.file(scratch, directoryMode: mode, directoryOwner: owner)
      let directory = path.removingLastComponent()
      #expect(InputTrust.fault(of: path) == nil)
      let start = fact.map { "\(directory): \($0), so not only root can replace \(path); ch" }
      let doubt = InputTrust.replacing(path)
      #expect(doubt.map { $0.hasPrefix(start ?? "?") } ?? (start == nil), "\(doubt ?? "none")")
    }
  }

  @Test func `may be replaced where any directory on the way is not root's alone`() throws {
    let scratch = try ScratchDirectory()
    let path = try Self.file(scratch)
    let deep = scratch.path.appending("srv/other/apmatrix.yaml")
    try TextFile.write("version: 1\n", to: deep)
    let link = path.removingLastComponent().appending("link.yaml")
    #expect(symlink("../srv/other/apmatrix.yaml", link.string) == 0)
    #expect(InputTrust.doubts(about: link).isEmpty)
    let grand = deep.removingLastComponent().removingLastComponent()
    #expect(chmod(grand.string, 0o777) == 0)
    for asked in [link, deep] {
      #expect(
        InputTrust.doubts(about: asked) == [
          "\(grand): others may write it (mode 0777), so not only root can replace \(asked); "
            + "chmod go-w \(grand)"
        ])
    }
    #expect(chmod(grand.string, 0o755) == 0 && lchown(link.string, 4711, 0) == 0)
    #expect(
      InputTrust.doubts(about: link) == [
        "\(link): it belongs to user 4711, so not only root can replace \(link); chown -h root: \(link)"
      ])
    #expect(InputTrust.doubts(about: deep).isEmpty)
  }

  @Test func `is what a link leads to`() throws {
    let scratch = try ScratchDirectory()
    let path = try Self.file(scratch, mode: 0o666)
    let link = scratch.path.appending("link.yaml")
    #expect(symlink(path.string, link.string) == 0)
    #expect(InputTrust.fault(of: link) != nil)
    #expect(InputTrust.fault(of: scratch.path.appending("none.yaml")) == nil)
  }
}
