import Glibc
import SystemPackage
import TestSupport
import Testing

/// Swift reads a program's arguments from `/proc`.
@Suite
struct `A program without its arguments` {
  private static let canIsolate = geteuid() == 0 && Program.installed("unshare") != nil

  @Test(.enabled(if: canIsolate, "needs root and unshare"), arguments: ["status", "--version"])
  func `says that proc is not mounted`(argument: String) throws {
    let unshare = try #require(Program.installed("unshare"))
    let program = try Repository.programs.appending("apmatrix")
    let script = "mount -t tmpfs tmpfs /proc && exec \(program) \(argument)"
    let result = try unshare.run(["--mount", "sh", "-c", script])
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(
      result.errors
        == "apmatrix: /proc: not mounted; the program's arguments are read from it\n")
  }
}
