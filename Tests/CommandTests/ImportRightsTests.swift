import SystemPackage
import TestSupport
import Testing

/// What stands in `/etc`, and what a user may read of it.
@Suite
struct `An import by somebody who may not read all` {
  private static let canMount =
    Program.installed("unshare").flatMap {
      try? $0.run(["--mount", "setpriv", "--bounding-set", "-dac_override", "true"])
    }?.status == 0

  private static let definitions = "/etc/mdevctl.d/matrix"
  private static let rules = "/etc/udev/rules.d/41-ap.rules"

  /// Runs a script as a root who may read only what its modes allow.
  private static func run(_ host: FilePath, _ command: String) throws -> Program.Result {
    let unshare = try #require(Program.installed("unshare"))
    let program = try Repository.programs.appending("apmatrix")
    let script = """
      mount --bind \(host) /sys; mount -t tmpfs tmpfs /etc
      mkdir -p \(definitions) /etc/udev/rules.d; echo > \(rules); chmod 0 \(definitions) \(rules)
      setpriv --bounding-set -dac_override,-dac_read_search \(program) \(command)
      """
    return try unshare.run(["--mount", "--propagation", "private", "sh", "-ec", script])
  }

  @Test(.enabled(if: canMount, "needs root, unshare and setpriv"))
  func `leaves out what it may not read, and says so in its place`() throws {
    let host = try DocumentedHost.make("7.1")
    #expect(try host.run("apply", "--yes").status == 0)
    let result = try Self.run(host.root, "import")
    #expect(result.status == 1)
    let facts = ["\(Self.definitions): Permission denied", "\(Self.rules): Permission denied"]
    for fact in facts {
      #expect(result.errors.contains("apmatrix: \(fact); "), "\(result.errors)")
      #expect(result.output.contains("  # \(fact); "), "\(result.output)")
    }
    #expect(result.errors.split(separator: "\n").count == 2)
    #expect(result.output.contains("  guest-62177883:\n"), "\(result.output)")
  }

  @Test(
    .enabled(if: canMount, "needs root, unshare and setpriv"),
    arguments: ["--mdevctl \(definitions)", "--udev-rules \(rules)"])
  func `fails where an option names it`(option: String) throws {
    let host = try DocumentedHost.make("7.1")
    let result = try Self.run(host.root, "import \(option)")
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasSuffix(": Permission denied\n"), "\(result.errors)")
  }
}
