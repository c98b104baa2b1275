import SystemPackage
import TestSupport
import Testing

/// The live host's configuration is there, and nothing can be made of it.
@Suite
struct `A configuration that nobody named and that can't be used` {
  private static let canMount =
    Program.installed("unshare").flatMap {
      try? $0.run(["--mount", "setpriv", "--bounding-set", "-dac_override", "true"])
    }?.status == 0

  private static let file = "/etc/apmatrix/apmatrix.yaml"
  private static let end = "; guests that it declares are not looked for"

  /// What makes the file, and why it can't be used.
  private static let cases = [
    (
      "cp \(DocumentedHost.example) \(file); chmod 0 \(file)",
      "Permission denied; run as root, or let your user read it"
    ),
    ("mkdir \(file)", "Is a directory; name the file in it"),
    (
      "echo 'guests: {}' > \(file)",
      "line 1, column 1: \"version\" is missing: begin with \"version: 1\""
    ),
  ]

  /// Runs a command on a live host that is a fake one, with files of its own in `/etc`.
  private static func run(
    _ host: borrowing DocumentedHost, _ make: String, _ command: String
  ) throws -> Program.Result {
    let unshare = try #require(Program.installed("unshare"))
    let program = try Repository.programs.appending("apmatrix")
    let script = """
      mount --bind \(host.root) /sys; mount -t tmpfs tmpfs /etc; mkdir /etc/apmatrix
      \(make)
      setpriv --bounding-set -dac_override,-dac_read_search \(program) \(command)
      """
    return try unshare.run(["--mount", "--propagation", "private", "sh", "-ec", script])
  }

  @Test(.enabled(if: canMount, "needs root, unshare and setpriv"), arguments: cases)
  func `makes a report incomplete, and is named in it`(make: String, reason: String) throws {
    let host = try DocumentedHost.make("7.1")
    let fact = "\(Self.file): \(reason)\(Self.end)"
    let check = try Self.run(host, make, "status --check")
    #expect(check.output == "INCOMPLETE: \(fact)\n", "\(check.errors)")
    #expect(check.errors == "apmatrix: \(fact)\n")
    #expect(check.status == 1)
    let json = try Self.run(host, make, "status --format json")
    #expect(json.output.contains("\"health\": \"INCOMPLETE\""), "\(json.output)")
    #expect(json.output.contains("\"object\":\"\(Self.file)\""))
    #expect(json.status == 1)
    let table = try Self.run(host, make, "status")
    #expect(DocumentedHost.joined(table.output).contains(fact), "\(table.output)")
    #expect(table.status == 1)
  }

  @Test(
    .enabled(if: canMount, "needs root, unshare and setpriv"),
    arguments: [
      "explain 05.0004", "what-if --adapter-off 5", "diff /sys /sys",
      "assign 62177883 --domain 4 --dry-run",
    ])
  func `is named by every command that wants the names of guests`(command: String) throws {
    let host = try DocumentedHost.make("7.1")
    let (make, reason) = Self.cases[0]
    let result = try Self.run(host, make, command)
    #expect(result.errors.contains("\(Self.file): \(reason)\(Self.end)"), "\(result.errors)")
    #expect(result.status == 1)
  }

  @Test(.enabled(if: canMount, "needs root, unshare and setpriv"))
  func `is not one that is not there`() throws {
    let host = try DocumentedHost.make("7.1")
    let check = try Self.run(host, "", "status --check")
    #expect(check.output == "OK: 0 guests, 8 queues\n")
    #expect(check.errors.isEmpty)
    #expect(check.status == 0)
  }
}
