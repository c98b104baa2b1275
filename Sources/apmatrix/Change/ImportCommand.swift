import APHost
import APModel
import ArgumentParser
import Glibc
import Reconcile
import Sysfs
import SystemPackage

/// `apmatrix import`: writes a configuration from what is there.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Write a configuration from the active host, from mdevctl and from udev rules.",
    discussion: """
      Each part says where it comes from; where the sources differ, what is active counts and the \
      other stands in a comment. Exit status 1 if an active mdev had to be left out. mdevctl's definitions and the udev rules of this machine are read \
      for /sys; for any other host only where an option names them.
      """)

  @OptionGroup var tree: TreeOption

  @Option(
    help: ArgumentHelp(
      "mdevctl's definitions; \(MdevctlDefinition.standardDirectory) for /sys.", valueName: "dir"))
  var mdevctl: String?

  @Option(
    help: ArgumentHelp(
      "The udev rules; \(UdevRules.standardPath) for /sys.", valueName: "file"))
  var udevRules: String?

  @Flag(help: "Leave out what is active: only definitions and rules.")
  var definedOnly = false

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  @Option(name: .shortAndLong, help: "The file to write instead of standard output.")
  var output: String?

  func run() throws {
    var snapshot: HostSnapshot?
    if !definedOnly { snapshot = try HostInspection(tree, insists: insist).snapshot(.summary) }
    let host = ImportedHost(snapshot, try definitions(), rules: try rules())
    for mdev in host.unreadable { Terminal.complain(mdev + "; it was left out") }
    for guest in host.guests {
      for conflict in guest.conflicts { Terminal.complain("guest \(guest.name): \(conflict)") }
    }
    try write(ConfigurationWriter.text(host))
    // What was left out would be lost by whoever trusts the file.
    if !host.unreadable.isEmpty { throw ExitCode(1) }
  }

  private func write(_ text: String) throws(CommandFailure) {
    guard let output else {
      Terminal.write([String(text.dropLast())])
      return
    }
    do throws(Errno) {
      try AtomicFile.write(Array(text.utf8), to: FilePath(output))
    } catch {
      throw CommandFailure(output, error)
    }
  }

  private func definitions() throws -> [(file: String, definition: MdevctlDefinition)] {
    let standard = MdevctlDefinition.standardDirectory
    guard let directory = mdevctl ?? (tree.isLive ? standard : nil) else { return [] }
    let entries: [SysfsEntry]
    do throws(SysfsError) {
      entries = try DirectoryTree(root: FilePath(directory)).list("")
    } catch {
      // Without mdevctl there is no directory; one that was asked for must be there.
      if mdevctl == nil, error.isAbsent { return [] }
      throw CommandFailure(directory, error.errno.map { "\($0)" } ?? "\(error)")
    }
    var result: [(file: String, definition: MdevctlDefinition)] = []
    for entry in entries {
      guard let uuid = UUIDText.normalized(entry.name) else { continue }
      let file = directory + "/" + entry.name
      do {
        let text = try ConfigurationFile.contents(FilePath(file))
        result.append((file, try MdevctlDefinition.parse(text, uuid: uuid)))
      } catch {
        throw CommandFailure(file, "\(error)")
      }
    }
    return result
  }

  private func rules() throws -> (file: String, masks: Masks)? {
    guard let file = udevRules ?? (tree.isLive ? UdevRules.standardPath : nil) else { return nil }
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try ConfigurationFile.contents(FilePath(file))
    } catch {
      if udevRules == nil, error == .noSuchFileOrDirectory { return nil }
      throw CommandFailure(file, error)
    }
    guard let masks = UdevRules.masks(in: String(decoding: bytes, as: UTF8.self)) else {
      throw CommandFailure(file, "sets no AP masks that could be understood")
    }
    return (file, masks)
  }
}
