import Glibc
import Sysfs
import SystemPackage
import TestSupport

/// Debian's lszcrypt for s390x, as `Tests/tools/lszcrypt.sh` runs it.
enum Lszcrypt {
  private static let script = Program(
    Repository.root.appending("Tests").appending("tools").appending("lszcrypt.sh"))

  /// Why it can't be run here; nil if it can.
  ///
  /// The first look may fetch the package.
  static let reasonToSkip: String? = {
    do {
      let result = try script.run(["--install"])
      return result.status == 0 ? nil : result.errors
    } catch {
      return "Tests/tools/lszcrypt.sh can't be run: \(error)"
    }
  }()

  /// Runs it on the unpacked tree of an archive.
  static func run(_ arguments: [String], on archive: Archive) throws -> Program.Result {
    let scratch = try ScratchDirectory(inMemory: true)
    let tree = scratch.path.appending("sys")
    _ = try ArchiveUnpacker(root: tree).unpack(archive)
    return try script.run(arguments, environment: ["SYSFS_ROOT": tree.string])
  }
}
