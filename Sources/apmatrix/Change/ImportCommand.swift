import APHost
import APModel
import ArgumentParser
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
      other stands in a comment. What can't be read is left out: a comment in its place, a line on \
      standard error, and exit status 1 at the end. So does a line of udev rules that is cut off or \
      that udev would refuse: then no mask of that file is taken. mdevctl's definitions and the \
      udev rules of this machine are read for /sys; for any other host only where an option names \
      them.
      """)

  @OptionGroup var tree: TreeOption

  @Option(
    help: ArgumentHelp(
      "mdevctl's definitions; \(MdevctlDefinition.standardDirectory) for /sys.", valueName: "dir"),
    completion: .directory)
  var mdevctl: String?

  @Option(
    help: ArgumentHelp(
      "The udev rules; \(UdevRules.standardPath) for /sys.", valueName: "file"), completion: .file()
  )
  var udevRules: String?

  @Flag(help: "Leave out what is active: only definitions and rules.")
  var definedOnly = false

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var replace: ReplaceOption

  func validate() throws {
    if replace.force, output == nil {
      throw ValidationError("--force is of --output: name the file that it may replace")
    }
    if definedOnly, mdevctl == nil, udevRules == nil, !tree.isLive {
      throw ValidationError(
        "--defined-only leaves nothing to read of another host than /sys: name its files with --mdevctl"
          + " and --udev-rules, or leave it out")
    }
  }

  func run() throws {
    if let output { try replace.check(output) }
    var snapshot: HostSnapshot?
    if !definedOnly {
      snapshot = try HostInspection(tree, insists: insist).snapshot(.summary, asksOverrides: true)
    }
    let rules = try self.rules()
    let host = ImportedHost(snapshot, try definitions(), rules: rules)
    for complaint in host.complaints { Terminal.complain(complaint) }
    if let rules, rules.rules.masks == nil, rules.rules.faults.isEmpty {
      Terminal.complain("\(rules.file): sets no AP masks")
    }
    try write(ConfigurationWriter.text(host))
    // What was left out would be lost by whoever trusts the file.
    if host.isIncomplete { throw ExitCode(1) }
  }

  private func write(_ text: String) throws(CommandFailure) {
    guard let output else {
      Terminal.write([String(text.dropLast())])
      return
    }
    try OutputFile.write(Array(text.utf8), to: output)
  }

  private func definitions() throws -> [DefinitionFile] {
    let standard = MdevctlDefinition.standardDirectory
    guard let directory = mdevctl ?? (tree.isLive ? standard : nil) else { return [] }
    return try ImportSources.definitions(directory, isWanted: mdevctl != nil)
  }

  private func rules() throws -> (file: String, rules: UdevRules)? {
    guard let file = udevRules ?? (tree.isLive ? UdevRules.standardPath : nil) else { return nil }
    return try ImportSources.rules(file, isWanted: udevRules != nil)
  }
}
