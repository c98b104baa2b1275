import ArgumentParser
import FakeKernel
import Sysfs
import SystemPackage

/// The fake host that a command drives.
struct FakeDirectory: ParsableArguments {
  @Argument(help: ArgumentHelp("The fake host's directory.", valueName: "dir"))
  var directory: String

  /// Opens the fake host.
  func open() throws(CommandFailure) -> FakeTree {
    do {
      if let tree = try FakeTree.open(root: FilePath(directory)) { return tree }
    } catch {
      throw CommandFailure(directory, "\(error)")
    }
    throw CommandFailure(
      directory,
      "no fake host; make one, for instance with 'apmatrix fake create \(directory) --adapters 5:cca"
        + " --domains 4'")
  }

  /// Lets operations happen, one after the other, and fails at the first that is refused.
  ///
  /// - Parameter object: what a refusal is about; the directory, if nothing better is known.
  func apply(_ operations: [HostOperation], about object: String? = nil) throws {
    let tree = try open()
    for operation in operations {
      let answer: KernelAnswer
      do {
        answer = try tree.apply(operation)
      } catch {
        throw CommandFailure(directory, "\(error)")
      }
      if let errno = answer.errno {
        throw CommandFailure(object ?? directory, ErrnoText.text(errno))
      }
    }
  }
}
