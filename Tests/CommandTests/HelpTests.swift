import PlainJSON
import SystemPackage
import TestSupport
import Testing

/// What a person sees who asks for help.
@Suite
struct `Help` {
  private static let commands = [
    [], ["status"], ["explain"], ["record"], ["unpack"], ["monitor"], ["agent"],
  ]

  @Test(arguments: commands)
  func `is what it was when it was read`(command: [String]) throws {
    let result = try Program.apmatrix.run(command + ["--help"], environment: ["COLUMNS": "80"])
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    let name = (["apmatrix"] + command).joined(separator: "-")
    let file = FilePath(#filePath).removingLastComponent().appending("Golden")
      .appending("\(name).help.txt")
    try Golden.expect(result.output, equals: file)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `comes with completions for the shell`(shell: String) throws {
    let result = try Program.apmatrix.run(["--generate-completion-script", shell])
    #expect(result.status == 0)
    for command in Self.commands.dropFirst() {
      #expect(result.output.contains(command[0]))
    }
  }

  @Test func `completes what names a file with files`() throws {
    let result = try Program.apmatrix.run(["--experimental-dump-help"])
    let help = try JSONParser.parse(Array(result.output.utf8))
    let arguments = Self.arguments(of: try #require(help["command"]))
    let files = arguments.filter { argument in
      ["file", "path", "dir", "directory"].contains(argument["valueName"]?.string)
        && argument["kind"]?.string != "flag"
    }
    #expect(files.count > 60)
    for file in files {
      let kind = file["completionKind"]
      let name = file["abstract"]?.string ?? ""
      // What stands below a fake host's directory has no name of its own.
      guard !name.hasPrefix("The attribute below the directory") else { continue }
      #expect(kind?["file"] != nil || kind?["directory"] != nil, "\(name)")
    }
  }

  private static func arguments(of command: JSONValue) -> [JSONValue] {
    (command["arguments"]?.array ?? [])
      + (command["subcommands"]?.array ?? []).flatMap { arguments(of: $0) }
  }

  @Test func `tells the version`() throws {
    let result = try Program.apmatrix.run(["--version"])
    #expect(result.output == "0.1.0\n")
  }
}
