import Glibc
import SystemPackage
import TestSupport

/// The mdevctl of Debian 13, as `Tests/tools/mdevctl.sh` runs it.
enum Mdevctl {
  private static let script = Program(Repository.root.appending("Tests/tools/mdevctl.sh"))

  /// Why it can't be run here; nil if it can.
  ///
  /// The first look may fetch the package.
  static let reasonToSkip: String? = {
    do {
      let result = try script.run(["--install"])
      return result.status == 0 ? nil : result.errors
    } catch {
      return "Tests/tools/mdevctl.sh can't be run: \(error)"
    }
  }()

  /// Where its package is unpacked, as `Tests/tools/mdevctl.sh` has it.
  static var root: FilePath? {
    let cache = getenv("XDG_CACHE_HOME").map { FilePath(String(cString: $0)) }
    let home = getenv("HOME").map { FilePath(String(cString: $0)).appending(".cache") }
    return (cache ?? home)?.appending("apmatrix/peers/amd64-trixie/root")
  }

  /// Where it looks for definitions below its root.
  static func directory(_ root: FilePath) -> FilePath { root.appending("etc/mdevctl.d/matrix") }

  /// Runs it below a directory that stands for `/`.
  static func run(_ arguments: [String], root: FilePath) throws -> Program.Result {
    try script.run(arguments, environment: ["MDEVCTL_ENV_ROOT": root.string])
  }
}
