import SystemPackage
import TestSupport
import Testing

/// What `journalctl -x` tells a person to type.
@Suite
struct `The journal's catalog` {
  /// What stands in it between quotes or on a line of its own and begins with the program's name.
  private static func commands() throws -> Set<String> {
    let catalog = try TextFile.text(Repository.root.appending("Packaging/apmatrix.catalog"))
    var commands: Set<String> = []
    for line in catalog.split(separator: "\n") {
      if line.hasPrefix("    apmatrix ") { commands.insert(String(line.dropFirst(4))) }
    }
    let text = DocumentedHost.joined(catalog.split(separator: "\n").joined(separator: " "))
    for (index, part) in text.split(separator: "\"").enumerated()
    where index % 2 == 1 && part.hasPrefix("apmatrix ") { commands.insert(String(part)) }
    return commands
  }

  @Test func `names only commands that the program takes`() throws {
    let host = try DocumentedHost.make("7.1")
    let web = "62177883-f1bb-47f0-914d-32a22e3a8804"
    try host.guest(web, adapters: [], domains: ["4"])
    let history = try KeptHistory()
    let more = [
      "history": ["--history", history.path.string],
      "plan": ["--sysfs", host.root.string, "--config", host.config.string],
    ]
    let values = ["QUEUE": "05.0004", "NAME": web, "TIME": "2030-01-01 13:00"]
    // What is said of the agent's options is no command to type.
    let commands = try Self.commands().subtracting(["apmatrix agent"])
    #expect(commands.count >= 6, "\(commands)")
    for command in commands.sorted() {
      let words = command.split(separator: " ").dropFirst().map { values[String($0)] ?? "\($0)" }
      let result = try Program.apmatrix.run(
        words + (more[words[0]] ?? ["--sysfs", host.root.string]))
      #expect([0, 2].contains(result.status), "\(command): \(result.status) \(result.errors)")
    }
  }
}
