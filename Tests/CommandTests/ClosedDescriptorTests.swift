import SystemPackage
import TestSupport
import Testing

/// Started as by an init that has no console to give away.
@Suite
struct `A command without standard input, output or error` {
  private static let redirections = ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"]

  /// Runs a command of the program through a shell that closes descriptors first.
  private static func run(
    _ arguments: String, _ redirection: String, around command: String = "exec"
  ) throws -> Program.Result {
    let shell = try #require(Program.installed("sh"))
    let program = try Repository.programs.appending("apmatrix")
    return try shell.run(["-c", "\(command) \(program) \(arguments) \(redirection)"])
  }

  /// The hidden files that are the fake host, by name.
  private static func hidden(_ host: borrowing DocumentedHost) throws -> [String: String] {
    let directory = host.root.appending(".apmatrix")
    let names = TextFile.names(directory)
    return Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try TextFile.text(directory.appending($0))) })
  }

  @Test(arguments: redirections)
  func `writes its lines into no file that it has open`(redirection: String) throws {
    let host = try DocumentedHost.make("7.1")
    let peer = try DocumentedHost.make("7.1")
    // A plan that nobody can have seen is not carried out.
    let isDone = !redirection.split(separator: " ").contains(">&-")
    if isDone { #expect(try peer.run("apply", "--yes").status == 0) }
    let options = "--config \(host.config) --sysfs \(host.root)"
    let result = try Self.run("apply --yes \(options)", redirection)
    #expect(result.status == (isDone ? 0 : 1), "\(result.errors)")
    #expect(try Self.hidden(host) == Self.hidden(peer))
    #expect(try host.run("plan").output.hasPrefix("Nothing to do") == isDone)
    let fact = "apmatrix: standard output: Bad file descriptor\n"
    #expect(result.errors == (isDone || redirection.hasSuffix("2>&-") ? "" : fact))
  }

  @Test(arguments: ["status", "record -", "import", "status --check", "masks"])
  func `fails as on a full disk where its result goes nowhere`(command: String) throws {
    let host = RecordedHost("7.1.8/b-03-configured").path
    let result = try Self.run("\(command) --sysfs \(host)", ">&-")
    #expect(result.status == 1)
    #expect(result.errors == "apmatrix: standard output: Bad file descriptor\n")
  }

  /// The result is there; only what is said beside it is not.
  @Test func `ends as with its diagnostics thrown away`() throws {
    let host = RecordedHost("7.1.8/b-03-configured").path
    #expect(try Self.run("status --sysfs \(host)", ">/dev/null").status == 0)
    #expect(try Self.run("explain 99.0000 --sysfs \(host)", "2>&-").status == 0)
    #expect(try Self.run("explain nobody --sysfs \(host)", "2>&-").status == 1)
  }

  private static let canHide =
    Program.installed("unshare").flatMap {
      try? $0.run(["--mount", "true"])
    }?.status == 0

  @Test(.enabled(if: canHide, "a mount namespace needs root"))
  func `changes nothing where there is no /dev/null either`() throws {
    let host = try DocumentedHost.make("7.1")
    let before = try Self.hidden(host)
    let options = "--config \(host.config) --sysfs \(host.root)"
    let result = try Self.run(
      "apply --yes \(options) <&- >&- 2>&-'", "",
      around: "exec unshare --mount sh -c 'mount -t tmpfs tmpfs /dev; exec")
    #expect(result.status == 1)
    #expect(try Self.hidden(host) == before)
  }
}
