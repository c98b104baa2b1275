import ArgumentParser
import FakeKernel
import Sysfs
import SystemPackage

/// The fake host that a command drives.
struct FakeDirectory: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The fake host's directory.", valueName: "dir"), completion: .directory)
  var directory: String

  /// Opens the fake host.
  func open() throws(CommandFailure) -> FakeTree {
    do {
      if let tree = try FakeTree.open(root: FilePath(directory)) { return tree }
    } catch {
      throw CommandFailure(directory, "\(error)")
    }
    throw CommandFailure(directory, advice)
  }

  /// Opens the fake host, whose kernel must live.
  func openLiving() throws(CommandFailure) -> FakeTree {
    let tree = try open()
    if let failure = CommandFailure(death: tree, at: directory) { throw failure }
    return tree
  }

  /// What the directory is instead, and how to make a fake host of it, or in its place.
  private var advice: String {
    let tree = DirectoryTree(root: FilePath(directory))
    if (try? tree.list("bus/ap")) != nil {
      return
        "a host, and no fake one; make one of it in a new directory: apmatrix fake create NEW --from"
        + " \(directory)"
    }
    let options = "--adapters 5:cca --domains 4"
    guard (try? tree.list("").isEmpty) == false else {
      return
        "no fake host; make one, for instance with 'apmatrix fake create \(directory) \(options)'"
    }
    return "no fake host, and not empty; name a new directory: apmatrix fake create NEW \(options)"
  }

  /// Writes as echo does, and waits where the kernel would.
  ///
  /// - Parameter object: what a refusal is about.
  func write(_ text: String, to path: String, about object: String) throws(CommandFailure) {
    let tree = try openLiving()
    do {
      try tree.write(path, Array(text.utf8))
    } catch {
      if let failure = CommandFailure(death: tree, at: directory) { throw failure }
      guard let errno = error.errno else { throw CommandFailure("\(error)") }
      throw CommandFailure(object, ErrnoText.text(errno))
    }
  }

  /// Lets operations happen, one after the other, and fails at the first that is refused.
  ///
  /// - Parameter object: what a refusal is about; the directory, if nothing better is known.
  func apply(_ operations: [HostOperation], about object: String? = nil) throws {
    let tree = try openLiving()
    // All of it or nothing.
    if let refusal = try? tree.kernel().refusal(of: operations) {
      throw CommandFailure(directory, refusal)
    }
    for operation in operations {
      let answer: KernelAnswer
      do {
        answer = try tree.apply(operation)
      } catch {
        throw CommandFailure(directory, "\(error)")
      }
      if let errno = answer.errno {
        if let failure = CommandFailure(death: tree, at: directory) { throw failure }
        throw CommandFailure(object ?? directory, ErrnoText.text(errno))
      }
    }
  }
}

extension CommandFailure {
  /// The death of a fake host's kernel; nil while it lives.
  init?(death tree: FakeTree, at path: String) {
    guard let reason = (try? tree.kernel())?.crash else { return nil }
    self.init(
      path,
      "the fake kernel died: \(reason); make another host in a new directory (apmatrix fake create)"
    )
  }
}

/// An errno as a person reads it.
enum ErrnoText {
  /// The symbolic name and the C library's sentence.
  static func text(_ errno: Errno) -> String { "\(ErrnoName.text(errno)) (\(errno))" }
}
