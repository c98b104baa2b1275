import SystemPackage
import TestSupport
import Testing

/// The README's first try, typed as it stands there.
@Suite
struct `The tutorial of the README` {
  /// The indented commands below a heading, up to the next heading.
  private static func commands(below heading: String) throws -> [String] {
    let readme = try TextFile.text(Repository.root.appending("README.md"))
    let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0 == heading })
    let section = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }
    return section.filter { $0.hasPrefix("    apmatrix") }.map { String($0.dropFirst(4)) }
  }

  @Test func `leads from nothing to three guests, step by step`() throws {
    let scratch = try ScratchDirectory()
    let commands = try Self.commands(below: "### A first try, without a mainframe")
    let shell = try #require(Program.installed("sh"))
    let path = "\(try Repository.programs.string):/usr/bin:/bin"
    var outputs: [Program.Result] = []
    for command in commands {
      // A reader is asked on the terminal; here nobody is there to answer.
      let typed = command.replacing("Packaging/", with: "\(Repository.root)/Packaging/")
        .replacing("apmatrix apply", with: "apmatrix apply --yes")
      outputs.append(
        try shell.run(["-c", "cd \(scratch.path) && \(typed)"], environment: ["PATH": path]))
    }
    // plan says that there is a difference, and the last write takes a guest's adapter: EBUSY.
    #expect(outputs.map(\.status) == [0, 0, 0, 2, 0, 0, 0, 0, 0, 1])
    #expect(outputs[3].output.hasPrefix("Plan: 11 steps\n"))
    #expect(outputs[4].output.contains("Done: 11 steps, each read back."))
    for uuid in ["62177883-f1bb", "cef03c3c-903d", "30820a6f-b1a5"] {
      #expect(outputs[5].output.contains("  \(uuid)"))
    }
    #expect(!outputs[5].output.contains("lacks"))
    #expect(outputs[8].output.contains("running     2/4  05 06"))
    #expect(outputs[9].errors.contains("EBUSY"))
  }
}
