import APHost
import APModel
import Agent
import ArgumentParser
import Doctor
import Glibc
import Neighbours
import Reconcile
import Report
import Sysfs
import SystemPackage

/// The files that are read at the next boot, and what a configuration makes of them.
struct BootFileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "mdevctl's definitions; on a live host \(MdevctlDefinition.standardDirectory) if left out.",
      valueName: "dir"), completion: .directory)
  var mdevctl: String?

  @Option(
    help: ArgumentHelp(
      "The rules for the masks; on a live host \(UdevRules.standardPath) if left out.",
      valueName: "file"), completion: .file())
  var udevRules: String?

  /// Makes sure that the files are those of the host, and can be written: those of this machine belong to no
  /// other one.
  ///
  /// - Throws: `ValidationError`.
  func expectNames(on tree: TreeOption) throws {
    guard tree.isLive || mdevctl != nil && udevRules != nil else { throw Self.nameless(tree) }
    // A pipe or a device keeps nothing until the next boot, and to read it back may never end.
    var status = stat()
    guard let udevRules, stat(udevRules, &status) == 0, status.st_mode & S_IFMT != S_IFREG
    else { return }
    throw ValidationError(
      "--udev-rules \(udevRules) is no file, so that no boot reads what is written there; name one")
  }

  /// Makes sure that of another host than this machine both are named, or none, which leaves the next boot out.
  ///
  /// - Throws: `ValidationError`.
  func expectBothOrNone(on tree: TreeOption) throws {
    guard tree.isLive || (mdevctl == nil) == (udevRules == nil) else { throw Self.nameless(tree) }
  }

  private static func nameless(_ tree: TreeOption) -> ValidationError {
    ValidationError(
      "\(tree.sysfs) is not this machine's sysfs; name its files with --mdevctl DIR and --udev-rules FILE"
    )
  }

  /// What the files say otherwise.
  ///
  /// Where an agent keeps the host, it makes at boot what no file says; only what is there counts then. Where
  /// none does, nobody sets the overrides that are declared.
  ///
  /// - Parameter all: whether what is missing counts everywhere.
  /// - Returns: nil if the files of this host are not known, or if one can't be read, which is told.
  func differences(
    _ configuration: Configuration, _ snapshot: HostSnapshot, on tree: TreeOption,
    all: Bool = false
  ) -> [BootFiles.Difference]? {
    guard let files = files(of: tree) else { return nil }
    let isKept = !all && Self.isMended(tree)
    let masks = Self.masks(configuration, on: snapshot)
    do throws(CommandFailure) {
      return try differences(files, configuration, masks, next(tree, snapshot)).filter {
        $0.isThere || !isKept
      } + [missingOverrides(files, configuration, on: tree)].compactMap(\.self)
    } catch {
      Terminal.complain("next boot: not looked at: \(error)")
      return nil
    }
  }

  /// That only an agent could hand queues over at the next boot; nil where one does, where the user may not
  /// know that, and where no guest needs one.
  func missingOverrides(
    _ files: BootFiles, _ configuration: Configuration, on tree: TreeOption
  ) throws(CommandFailure) -> BootFiles.Difference? {
    guard AgentClaim.isFree(at: tree.claimPath) != nil, !Self.isMended(tree) else { return nil }
    let host = HostRoot(directory: "/", reader: .child)
    do throws(FileFault) {
      return try files.missingOverrides(configuration) { path throws(Errno) in
        try Self.contents(path, of: host)
      }
    } catch {
      throw CommandFailure(error)
    }
  }

  func differences(
    _ files: BootFiles, _ configuration: Configuration, _ masks: Masks?, _ next: Masks?
  ) throws(CommandFailure) -> [BootFiles.Difference] {
    let host = HostRoot(directory: "/", reader: .child)
    let names = try Self.names(in: files.definitions, of: host)
    do throws(FileFault) {
      return try files.differences(configuration, masks, next: next, names: names) {
        path throws(Errno) in try Self.contents(path, of: host)
      }
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Whether a file or directory is this machine's.
  ///
  /// A dead file system may not keep its reader waiting. Any other is the user's own, and may be a pipe.
  private static func isHosts(_ path: String) -> Bool {
    path.hasPrefix(MdevctlDefinition.standardDirectory) || path == UdevRules.standardPath
  }

  private static func names(
    in directory: String, of host: HostRoot
  ) throws(CommandFailure) -> [String] {
    guard isHosts(directory) else {
      return try ImportSources.names(in: directory, isWanted: false)
    }
    do throws(HostRoot.Unseen) {
      return try host.names(in: directory).get()
    } catch {
      throw CommandFailure(error.fact)
    }
  }

  private static func contents(_ path: String, of host: HostRoot) throws(Errno) -> [UInt8] {
    guard isHosts(path) else { return try WholeFile.bytes(of: FilePath(path)) }
    do throws(SysfsError) {
      return try host.tree("").read(HostRoot.relative(path))
    } catch {
      throw error.errno ?? .fileTooLarge
    }
  }

  /// The masks that this machine's next boot gives; nil where other rules than its own were named, or where
  /// it is not this machine.
  func next(_ tree: TreeOption, _ snapshot: HostSnapshot) -> Masks? {
    guard tree.isLive, udevRules == nil else { return nil }
    return MaskForecast(FactsReader.boot(snapshot, root: HostRoot(directory: "/", reader: .child)))
      .masks
  }

  /// Whether an agent keeps the host as it is declared.
  static func isMended(_ tree: TreeOption) -> Bool {
    AgentClaim.holder(at: tree.claimPath)?.mends == true
  }

  static func masks(_ configuration: Configuration, on snapshot: HostSnapshot) -> Masks? {
    guard configuration.ownership == .masks else { return nil }
    return ExportedMasks.masks(configuration, on: snapshot)
  }

  func files(of tree: TreeOption) -> BootFiles? {
    if tree.isLive {
      return BootFiles(
        definitions: mdevctl ?? MdevctlDefinition.standardDirectory,
        rules: udevRules ?? UdevRules.standardPath)
    }
    guard let mdevctl, let udevRules else { return nil }
    return BootFiles(definitions: mdevctl, rules: udevRules)
  }
}
