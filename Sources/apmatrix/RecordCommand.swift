import APHost
import ArgumentParser
import Doctor
import Neighbours
import Sysfs
import SystemPackage

/// `apmatrix record`: writes the AP part of a sysfs into one file.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Write the AP part of a sysfs into one text file.",
    discussion: """
      The recording holds the AP bus, its cards and queues, vfio_ap and its mdevs: everything \
      that apmatrix reads. Every command takes it with --sysfs.

      --with-neighbours adds what apmatrix doctor reads beside sysfs: udev's rules, mdevctl's \
      definitions, libvirt's domains, the configuration, the agent. Of these files it takes only what \
      is about AP: no passwords, no names of keys, no serial numbers. Read the file before you send it.

      Left out are attributes that identify the machine (serial numbers, master key patterns) and \
      attributes whose reading reaches the hardware. Their names stand in the file.
      """)

  @OptionGroup var tree: TreeOption

  @Argument(help: "The file to write, or - for standard output.", completion: .file())
  var file: String

  @OptionGroup var replace: ReplaceOption

  @Flag(
    help: """
      Ask every online card for serial number, firmware and modes, and every queue for its \
      state. Sends requests: they may take as long as a card is busy, and the serial numbers \
      are in the file then. Master key patterns are not asked for: that request may never end.
      """)
  var withHardwareAttributes = false

  @Flag(
    help: "Record the host's files beside sysfs, too, so that apmatrix doctor can look at them.")
  var withNeighbours = false

  @OptionGroup var root: RootOption

  @Flag(
    help: """
      The sysfs is a copy and no kernel answers from it: take also what is not safe to read \
      on a live host.
      """)
  var copy = false

  @Option(
    help: ArgumentHelp(
      "The kernel release to note; /sys and a recording know their own.", valueName: "release"))
  var kernel: String?

  func validate() throws {
    if root.root != nil, !withNeighbours {
      throw ValidationError("--root is of --with-neighbours: write both, or leave it out")
    }
  }

  func run() throws {
    try replace.check(file)
    let source = try tree.openPatiently()
    if withHardwareAttributes, !(source is ArchiveTree), !copy {
      Terminal.complain("record: sends requests to the cards and waits for their replies")
    }
    let (archive, silent) = try withNeighbours(record(source))
    try OutputFile.write(archive.text, to: file)
    try confirmMatrices(archive)
    for path in silent {
      Terminal.complain("record: \(path) \(SysfsError.silence), and is not in the file")
    }
    if !silent.isEmpty { throw ExitCode(1) }
  }

  /// Says what is missing that every report needs; names that stand in the file are no secret, and no
  /// one reads the file's head.
  private func confirmMatrices(_ archive: Archive) throws {
    let missing = archive.withheld.filter { $0 == "matrix" || $0 == "guest_matrix" }
    guard !missing.isEmpty else { return }
    Terminal.complain(
      "record: left out \(missing.joined(separator: " and ")) of at least one mdev: reading it could"
        + " overrun this kernel's buffer; all else is recorded, and reports from the file are"
        + " incomplete where the kernel has no ap_config")
    throw ExitCode(1)
  }

  private func record(_ source: any SysfsTree) throws(CommandFailure) -> Archive {
    var options = ArchiveRecorder.Options()
    options.hardwareAttributes = withHardwareAttributes
    options.isCopy = copy || source is ArchiveTree
    options.kernel = kernel ?? release(of: source)
    do {
      var recorder = try ArchiveRecorder(source, options: options)
      return try recorder.record()
    } catch {
      throw CommandFailure("record", error)
    }
  }

  /// Adds what the doctor reads of the host's other files, by having it read them.
  ///
  /// - Returns: the recording, and the directories that did not answer.
  private func withNeighbours(_ archive: Archive) throws -> (Archive, silent: [String]) {
    guard withNeighbours else { return (archive, []) }
    let witness = RootWitness()
    guard let root = try root.open(tree, witness: witness) else {
      throw CommandFailure(tree.sysfs, "no host's files are here; name their directory with --root")
    }
    let snapshot = try HostInspection(tree, limit: DoctorCommand.limit).snapshot(.summary)
    _ = FactsReader.facts(snapshot, root: root)
    do {
      let whole = try Archive(
        nodes: archive.nodes + witness.nodes, kernel: archive.kernel,
        withheld: Set(archive.withheld))
      return (whole, root.silent)
    } catch {
      throw CommandFailure("record", error)
    }
  }

  private func release(of source: any SysfsTree) -> String? {
    if let recording = source as? ArchiveTree { return recording.archive.kernel }
    return tree.isLive ? RunningKernel.release : nil
  }
}
