import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Agent

@Suite(.enabled(if: geteuid() == 0, "needs root"))
struct `A configuration that others than root may write` {
  private static func write(_ mode: String, to path: FilePath, _ permissions: mode_t) throws {
    try TextFile.write("version: 1\npolicy: {mode: \(mode)}\nguests: {}\n", to: path)
    #expect(chmod(path.string, permissions) == 0)
  }

  @Test func `comes into force only where nothing is written by it`() throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("apmatrix.yaml")
    for (mode, observes, isRefused) in [
      ("enforce", false, true), ("observe", false, false), ("enforce", true, false),
    ] {
      try Self.write(mode, to: path, 0o662)
      let file = LiveConfiguration(path, observes: observes)
      #expect((file.load() != nil) == isRefused, "\(mode)")
      #expect((file.configuration == nil) == isRefused)
      #expect(file.doubts.count == 1)
    }
  }

  @Test func `leaves at a reload in force what was there before`() throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("apmatrix.yaml")
    let file = LiveConfiguration(path)
    try Self.write("observe", to: path, 0o600)
    #expect(file.load() == nil)
    try Self.write("enforce", to: path, 0o666)
    let refusal = file.load()
    #expect(refusal?.count == 1)
    #expect(refusal?.first?.hasSuffix("chmod go-w \(path)") == true, "\(refusal ?? [])")
    #expect(file.mode == .observe)
    #expect(chmod(path.string, 0o644) == 0)
    #expect(file.load() == nil)
    #expect(file.mode == .enforce)
  }
}
