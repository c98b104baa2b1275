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
    #expect(try peer.run("apply", "--yes").status == 0)
    let options = "--config \(host.config) --sysfs \(host.root)"
    let result = try Self.run("apply --yes \(options)", redirection)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try Self.hidden(host) == Self.hidden(peer))
    #expect(try host.run("plan").output.hasPrefix("Nothing to do"))
    #expect(result.errors.isEmpty)
  }

  /// Nobody reads, as with /dev/null: that is no result lost.
  @Test func `ends as with its output thrown away`() throws {
    let host = RecordedHost("7.1.8/b-03-configured").path
    let status = try Self.run("status --sysfs \(host)", ">&-")
    #expect(status.status == 0)
    #expect(status.errors.isEmpty, "\(status.errors)")
    #expect(try Self.run("record --sysfs \(host) -", ">&-").status == 0)
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
