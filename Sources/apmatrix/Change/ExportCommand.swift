import APHost
import APModel
import ArgumentParser
import Glibc
import Reconcile
import Sysfs
import SystemPackage

/// `apmatrix export`: writes the configuration as other tools read it.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the configuration as mdevctl's definitions or as udev rules.",
    discussion: """
      Each file that was written is printed; directories that are missing are made as mdevctl makes \
      them. What can't be written is named at the end, with exit status 1, and the rest is there.
      """)

  @OptionGroup var config: ConfigOption

  @Option(
    help: ArgumentHelp(
      "Write one definition for each guest into this directory, as in /etc/mdevctl.d/matrix.",
      valueName: "dir"), completion: .directory)
  var mdevctl: String?

  @Option(
    help: ArgumentHelp(
      "Write the masks as rules into this file, as in /etc/udev/rules.d/41-ap.rules; - for standard output.",
      valueName: "file"), completion: .file())
  var udevRules: String?

  @Option(
    help: ArgumentHelp(
      "The host for whose queues, mdevs and present masks the masks are derived; /sys if it has an AP bus.",
      valueName: "path"), completion: .file())
  var sysfs: String?

  func validate() throws {
    if mdevctl == nil, udevRules == nil {
      throw ValidationError("write --mdevctl DIR, --udev-rules FILE or both")
    }
    if mdevctl == OutputFile.standardOutput {
      throw ValidationError(
        "--mdevctl: definitions are files in a directory: write ./- or its name")
    }
  }

  func run() throws {
    let configuration = try config.load()
    var failures: [CommandFailure] = []
    var rules: (file: String, text: String)?
    do {
      if let udevRules { rules = (udevRules, UdevRules.text(try masks(configuration))) }
    } catch let error as CommandFailure {
      // The definitions need no masks.
      failures.append(error)
    }
    if let mdevctl {
      for guest in configuration.guests {
        let file = "\(mdevctl)/\(guest.uuid)"
        failures += [write(definition(guest, file).text, to: file)].compactMap(\.self)
      }
    }
    if let rules { failures += [write(rules.text, to: rules.file)].compactMap(\.self) }
    for failure in failures { Terminal.complain("\(failure)") }
    if !failures.isEmpty { throw ExitCode(1) }
  }

  private func definition(_ guest: GuestDeclaration, _ file: String) -> MdevctlDefinition {
    let old = (try? WholeFile.bytes(of: FilePath(file))).flatMap {
      MdevctlDefinition.read($0, uuid: guest.uuid).definition
    }
    let new = BootFiles.definition(guest, replacing: old)
    if guest.mdevctlStart == nil, !new.startsAutomatically {
      Terminal.complain("\(file): start stays manual; to change it, write mdevctl-start: auto")
    }
    return new
  }

  private func masks(_ configuration: Configuration) throws -> Masks {
    guard configuration.ownership == .masks else {
      throw CommandFailure(
        configuration.file,
        "hands queues over by driver_override, for which there are no rules of masks; leave"
          + " --udev-rules out")
    }
    guard case .derive = configuration.reservation else {
      return ExportedMasks.masks(configuration, on: nil)
    }
    var tree = TreeOption()
    tree.sysfs = sysfs ?? "/sys"
    guard sysfs != nil || access("\(tree.sysfs)/bus/ap", F_OK) == 0 else {
      Terminal.complain(
        "masks: derived without a host, of whose queues they may leave more to vfio_ap than guests need;"
          + " --sysfs PATH names one")
      return ExportedMasks.masks(configuration, on: nil)
    }
    let snapshot = try HostInspection(tree).snapshot(.summary, asksOverrides: true)
    guard snapshot.mdevs.allSatisfy({ $0.assigned != nil }), !snapshot.hidesMdevs else {
      throw CommandFailure(
        tree.sysfs,
        "what a guest has there can't be read, so no masks are derived; see apmatrix status")
    }
    return ExportedMasks.masks(configuration, on: snapshot)
  }

  /// Writes a file and says so; returns why it could not.
  private func write(_ text: String, to file: String) -> CommandFailure? {
    do throws(CommandFailure) {
      try OutputFile.write(Array(text.utf8), to: file, makesDirectory: true)
    } catch {
      return error
    }
    if file != OutputFile.standardOutput { Terminal.write([file]) }
    return nil
  }
}
