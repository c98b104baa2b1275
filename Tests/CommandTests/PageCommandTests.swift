import SystemPackage
import TestSupport
import Testing

/// Pages as a user makes them, beside the status's own.
@Suite
struct `A command's page` {
  private static func recording(_ name: String) -> String {
    RecordedHost("7.2.13/\(name)").path.string
  }

  private static func page(_ words: [String]) throws -> String {
    let result = try Program.apmatrix.run(words + ["--format", "html"])
    #expect(result.output.hasPrefix("<!DOCTYPE html>\n"), "\(result.errors)")
    #expect(result.output.hasSuffix("</html>\n"))
    return result.output
  }

  private static func count(_ part: String, in text: String) -> Int {
    text.split(separator: part, omittingEmptySubsequences: false).count - 1
  }

  /// Of one queue, of the four queues whose card went off, of the eight queues that three guests get.
  @Test(
    arguments: [
      (["explain", "06.0047", "--sysfs", recording("deployed-applied")], 1),
      (["explain", "62177883", "--sysfs", recording("deployed-applied")], 4),
      (["diff", recording("deployed-running"), recording("state-05-card-off")], 2 * 4),
      (["diff", recording("deployed-running"), recording("deployed-running")], 0),
      (
        [
          "plan", "--config", DocumentedHost.example.string, "--sysfs",
          recording("state-01-vfio-loaded"),
        ], 2 * 8
      ),
    ] as [([String], Int)])
  func `sets off the queues that it is about`(words: [String], marked: Int) throws {
    let page = try Self.page(words)
    #expect(Self.count(" marked\"", in: page) == marked)
  }

  @Test func `has the same words as the command's text`() throws {
    let words = ["explain", "06.0047", "--sysfs", Self.recording("state-05-card-off")]
    let page = try Self.page(words)
    let text = try Program.apmatrix.run(words).output
    for line in text.split(separator: "\n").dropFirst() {
      #expect(
        page.contains(line.replacing("'", with: "&#39;").replacing(">", with: "&gt;")), "\(line)")
    }
  }

  @Test func `of a fleet leads to one for each host`() throws {
    let scratch = try ScratchDirectory()
    let pages = scratch.path.appending("pages")
    let hosts = ["deployed-applied", "state-05-card-off"].map(Self.recording)
    let broken = scratch.path.appending("broken.json")
    try TextFile.write("{}", to: broken)
    let result = try Program.apmatrix.run(
      ["fleet", "--pages", pages.string, broken.string] + hosts)
    #expect(result.status == 1)
    #expect(TextFile.names(pages) == ["host-2.html", "host-3.html", "index.html"])
    let index = try TextFile.text(pages.appending("index.html"))
    for (number, host) in zip([2, 3], hosts) {
      #expect(index.contains("<a href=\"host-\(number).html\">"))
      let page = try TextFile.text(pages.appending("host-\(number).html"))
      #expect(page.contains("<title>AP host \(host)</title>"))
    }
    #expect(index.contains("broken.json: no status of a host"))
  }

  @Test func `of a host that a status tells has the problems that the status tells`() throws {
    let scratch = try ScratchDirectory()
    let printed = try Program.apmatrix.run(
      ["status", "--sysfs", Self.recording("state-05-card-off"), "--format", "json"])
    let told = printed.output.replacing("that can't answer", with: "that only the host knew of")
    #expect(told != printed.output)
    let file = scratch.path.appending("host.json")
    try TextFile.write(told, to: file)
    let pages = scratch.path.appending("pages")
    #expect(
      try Program.apmatrix.run(["fleet", "--pages", pages.string, file.string]).status == 0)
    let page = try TextFile.text(pages.appending("host-1.html"))
    #expect(page.contains("that only the host knew of"))
    #expect(!page.contains("that can't answer"))
  }

  @Test func `that can't be written is one line`() throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("file")
    try TextFile.write("", to: file)
    let result = try Program.apmatrix.run(
      ["fleet", "--pages", file.string, Self.recording("deployed-applied")])
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("apmatrix: \(file)"))
    #expect(result.errors.split(separator: "\n").count == 1)
  }
}
