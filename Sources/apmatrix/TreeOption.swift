import ArgumentParser
import FakeKernel
import Reconcile
import Sysfs
import SystemPackage

/// Where sysfs is.
struct TreeOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A live sysfs, a directory, a fake host, or a recorded archive.", valueName: "path"),
    completion: .file())
  var sysfs = "/sys"

  /// Whether the tree is this machine's own sysfs: what stands at `/sys`, or a sysfs mounted elsewhere.
  var isLive: Bool {
    let path = FilePath(sysfs)
    return path.lexicallyNormalized() == "/sys" || DirectoryTree(root: path).isSysfs
  }

  /// Opens the tree.
  ///
  /// - Throws: `CommandFailure`.
  func open() throws(CommandFailure) -> any SysfsTree { try Self.open(sysfs) }

  /// Opens the tree so that its reads are never waited for in silence; nothing blocks in a recording.
  ///
  /// - Parameter limit: how long to wait for what the kernel blocks, in seconds; nil for as long as it
  ///   takes.
  /// - Throws: `CommandFailure`.
  func openPatiently(limit: Double? = nil) throws(CommandFailure) -> any SysfsTree {
    let tree = try open()
    guard !(tree is ArchiveTree) else { return tree }
    let path = sysfs
    // A change that is under way takes the first for the end of the run after the step.
    let twice = StopSignal.isWatched ? " twice" : ""
    let end =
      limit.map { "for \(Int($0.rounded(.up))) s at most" }
      ?? "until it has; Ctrl-C\(twice) ends this"
    let patience = Patience(limit: limit) { attribute in
      Terminal.complain(
        "\(attribute): read has been blocked for \(Int(Patience.silence)) s; the kernel tells"
          + " \(BlockableAttribute.meaning(attribute) ?? "it") when vfio_ap has finished the reset"
          + " of a queue; waiting \(end)")
    }
    return PatientTree(tree, patience) { try Self.open(path) }
  }

  /// Opens a path as a tree: a fake host, a live sysfs, a copy, or a recording.
  ///
  /// - Throws: `CommandFailure`.
  static func open(_ path: String) throws(CommandFailure) -> any SysfsTree {
    do {
      let tree = try TreeSource.open(FilePath(path))
      let host = tree is DirectoryTree ? try FakeHost.tree(at: FilePath(path)) : tree
      if let fake = host as? FakeTree, let failure = CommandFailure(death: fake, at: path) {
        throw failure
      }
      return host
    } catch let failure as CommandFailure {
      throw failure
    } catch let failure as TreeSource.Failure {
      if case .notAnArchive = failure, isJSON(path) {
        throw CommandFailure(
          path,
          "JSON, and no recording; apmatrix diff and apmatrix fleet read what status --format json wrote"
        )
      }
      throw CommandFailure(failure)
    } catch {
      throw CommandFailure(path, "\(error)")
    }
  }

  /// Whether an ordinary file begins as JSON does; a pipe has been read by now.
  private static func isJSON(_ path: String) -> Bool {
    guard (try? Stat(FilePath(path)).type) == .regular else { return false }
    return (try? FileKind.of(FilePath(path))) == .json
  }

  /// The lock to change a tree under: other tools change only the live host, and take its lock; a fake host
  /// has one of its own.
  func lock(of tree: any SysfsTree) -> HostLock? {
    if isLive { return HostLock() }
    guard tree is FakeTree else { return nil }
    return HostLock(path: FilePath(sysfs).appending(".apmatrix/s390apconfig.lock"))
  }
}
