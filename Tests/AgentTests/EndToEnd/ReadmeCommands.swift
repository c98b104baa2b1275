import SystemPackage
import TestSupport
import Testing

/// The commands that the README has the reader type.
struct ReadmeCommands {
  /// A command, and the heading above it.
  struct Command: Hashable {
    let heading: String
    let text: String
  }

  /// Commands that can't be typed in a Debian root without the sources' toolchain, each with the reason.
  static let untyped = [
    ".ci/": "needs the toolchain; these checks are what runs this test",
    "apmatrix unpack host.sysfs /tmp/host && SYSFS_ROOT": "s390-tools are built for s390x only",
    "unshare -n sh -c 'apmatrix fake serve DIR": "an example; `Unmodified clients` does it",
    "apmatrix assign web01": "an example of another host; `Single changes` do it",
    "apmatrix unassign web01": "an example of another host; `Single changes` do it",
    "apmatrix guest create": "an example of another host; `Single changes` do it",
    "apmatrix masks set": "an example of another host; `Single changes` do it",
  ]
  /// The section that another test types from its first line to its last.
  static let tutorial = "### A first try, without a mainframe"

  private static let programs: Set<Substring> = [
    "apmatrix", "install", "systemctl", "modprobe", "unshare", "udevadm",
  ]

  /// All of them, in their order; what a command prints is no command.
  static func all() throws -> [Command] {
    let readme = try TextFile.text(Repository.root.appending("README.md"))
    var heading = ""
    var commands: [Command] = []
    for line in readme.split(separator: "\n") {
      if line.hasPrefix("#") { heading = String(line) }
      guard line.hasPrefix("    "), line.dropFirst(4).first != " " else { continue }
      let text = line.dropFirst(4)
      let program = text.prefix { $0 != " " }
      guard programs.contains(program) || program.contains("/") else { continue }
      commands.append(Command(heading: heading, text: String(text)))
    }
    return commands
  }

  /// The section that begins with a package, which only a build for release makes.
  static let packages = "## Installing on an LPAR"

  /// Why a command is not typed; nil if it is.
  static func reason(_ command: Command) -> String? {
    if command.heading == packages { return ".ci/packages installs them; the rest stands twice" }
    if command.heading == tutorial { return "the test of the tutorial types it" }
    return untyped.first { command.text.hasPrefix($0.key) }?.value
  }
}
