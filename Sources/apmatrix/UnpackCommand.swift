import ArgumentParser
import Sysfs
import SystemPackage

/// `apmatrix unpack`: makes a directory of a recording.
struct UnpackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Make a directory of a recording, for tools that read directories only.",
    discussion: """
      For example: apmatrix unpack host.sysfs /tmp/host && SYSFS_ROOT=/tmp/host lszcrypt -V
      """)

  @Argument(help: "The recording.", completion: .file())
  var file: String

  @Argument(help: "The directory to make.", completion: .directory)
  var directory: String

  func run() throws {
    if let type = try? Stat(FilePath(file)).type, type == .directory {
      throw CommandFailure(
        file,
        "a directory, and no recording; name the file that apmatrix record wrote, or read the directory"
          + " as it is (--sysfs)")
    }
    do {
      let tree = try ArchiveTree(contentsOf: FilePath(file))
      for path in try ArchiveUnpacker(root: FilePath(directory)).unpack(tree.archive) {
        Terminal.complain("\(path): unreadable when recorded; empty in \(directory)")
      }
    } catch let error as ArchiveError {
      throw CommandFailure(file, error)
    } catch let error as ArchiveUnpacker.Failure {
      throw CommandFailure(error)
    }
  }
}
