import Glibc
import Sysfs
import SystemPackage
import TestSupport

/// Debian's s390-tools, as `Tests/tools/s390-tools.sh` runs them.
enum S390Tools {
  private static let script = Program(Repository.root.appending("Tests/tools/s390-tools.sh"))

  /// Why they can't be run here; nil if they can.
  ///
  /// The first look may fetch the package.
  static let reasonToSkip: String? = {
    do {
      let result = try script.run(["--install"])
      return result.status == 0 ? nil : result.errors
    } catch {
      return "Tests/tools/s390-tools.sh can't be run: \(error)"
    }
  }()

  /// Runs one of them on the unpacked tree of an archive.
  static func run(_ arguments: [String], on archive: Archive) throws -> Program.Result {
    let scratch = try ScratchDirectory(inMemory: true)
    let tree = scratch.path.appending("sys")
    _ = try ArchiveUnpacker(root: tree).unpack(archive)
    return try run(arguments, sysfs: tree)
  }

  /// Runs one of them where a directory stands for `/sys`.
  static func run(_ arguments: [String], sysfs: FilePath) throws -> Program.Result {
    try script.run(arguments, environment: ["SYSFS_ROOT": sysfs.string])
  }
}
