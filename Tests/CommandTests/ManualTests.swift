import SystemPackage
import TestSupport
import Testing

/// The man pages that the packages have.
@Suite
struct `The man pages` {
  private static let writer = Repository.root.appending("Packaging/man/pages")

  /// Commands of all kinds: with values, with a default, with positional arguments, with subcommands.
  private static let commands = [
    ["status"], ["explain"], ["monitor"], ["apply"], ["agent"], ["release"], ["acknowledge"],
    ["import"], ["assign"], ["masks"], ["masks", "set"], ["guest", "create"], ["fake"],
    ["fake", "create"], ["fake", "write"],
  ]

  /// Writes all pages as a package has them.
  private static func written() throws -> ScratchDirectory {
    let scratch = try ScratchDirectory()
    let shell = try #require(Program.installed("sh"))
    let dump = try Program.apmatrix.run(["--experimental-dump-help"])
    try TextFile.write(dump.output, to: scratch.path.appending("dump.json"))
    let script = "cd \(scratch.path) && \(writer) . 0 <dump.json && rm dump.json"
    let result = try shell.run(["-c", script])
    #expect(result.status == 0, "\(result.errors)")
    return scratch
  }

  /// A text with one space for all that separates words, and without the brackets around values.
  private static func words(_ text: some StringProtocol) -> String {
    DocumentedHost.joined(String(text).replacing("<", with: "").replacing(">", with: ""))
  }

  @Test(Needs.tool("mandoc", package: "mandoc"), arguments: commands)
  func `say what the program's help says`(command: [String]) throws {
    let scratch = try Self.written()
    let name = (["apmatrix"] + command).joined(separator: "-") + ".8"
    let mandoc = try #require(Program.installed("mandoc"))
    let file = scratch.path.appending(name).string
    let page = try mandoc.run(["-T", "ascii", "-O", "width=1000", file])
    // mandoc strikes over what it would print bold.
    let text = Self.words(Self.unstruck(page.output))
    let help = try Program.apmatrix.run(command + ["--help"], environment: ["COLUMNS": "80"])
    let entries = Self.entries(help.output)
    #expect(entries.count >= 2)
    for entry in entries { #expect(text.contains(entry), "\(name) lacks: \(entry)") }
  }

  @Test(Needs.tool("mandoc", package: "mandoc"))
  func `satisfy mandoc`() throws {
    let scratch = try Self.written()
    let shell = try #require(Program.installed("sh"))
    let result = try shell.run(["-c", "cd \(scratch.path) && mandoc -T lint *.5 *.8"])
    // Pages of other packages, which are not installed here.
    let others = ["systemd 1", "mdevctl 8", "chzdev 8", "lszcrypt 8"]
    let lines = result.output.split(separator: "\n").filter { line in
      !others.contains { line.hasSuffix("Xr \($0)") || line.contains("lacks \($0)") }
    }
    #expect(lines.isEmpty, "\(lines.joined(separator: "\n"))")
  }

  @Test func `begin with one that names every command`() throws {
    let scratch = try Self.written()
    let page = try TextFile.text(scratch.path.appending("apmatrix.8"))
    for command in Self.commands where command.count == 1 {
      #expect(page.contains("\n.It Xr apmatrix-\(command[0]) 8\n"))
    }
    #expect(!page.contains("@"))
  }

  @Test func `explain every key of the configuration`() throws {
    let scratch = try Self.written()
    let page = try TextFile.text(scratch.path.appending("apmatrix.yaml.5"))
    let guests = ["web01", "db01", "db02"]
    var keys: Set<String> = []
    for line in try TextFile.text(DocumentedHost.example).split(separator: "\n") {
      let word = line.drop { $0 == " " }.prefix { $0 != ":" }
      if !word.hasPrefix("#"), !word.contains(" "), !guests.contains(String(word)) {
        keys.insert(String(word))
      }
    }
    #expect(keys.count > 12)
    for key in keys { #expect(page.contains("\n.It Ic \(key)\n"), "\(key)") }
  }

  /// The arguments and options of a help text, each with what is said about it, in one line.
  private static func entries(_ help: String) -> [String] {
    var entries: [String] = []
    var isList = false
    for line in help.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "OPTIONS:" || line == "ARGUMENTS:" {
        isList = true
      } else if line.isEmpty {
        isList = false
      } else if isList, line.hasPrefix("    ") {
        entries[entries.count - 1] += " " + line
      } else if isList {
        entries.append(String(line))
      }
    }
    return entries.map(words)
  }

  /// Text without characters that are overstruck, and the backspaces behind them.
  private static func unstruck(_ text: String) -> String {
    var result: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      if scalar == "\u{8}" { _ = result.popLast() } else { result.append(scalar) }
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: result)
    return String(text)
  }
}
