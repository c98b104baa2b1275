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

  @Test func `tells the version`() throws {
    let result = try Program.apmatrix.run(["--version"])
    #expect(result.output == "0.1.0\n")
  }
}
