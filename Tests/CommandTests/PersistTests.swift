import Glibc
import Reconcile
import SystemPackage
import TestSupport
import Testing

/// `apply --persist`, and what a plan says of the next boot.
@Suite
final class `The next boot` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private let scratch: ScratchDirectory
  private let host: String
  private let config: String
  private let files: [String]

  init() throws {
    scratch = try ScratchDirectory()
    host = scratch.path.appending("host").string
    config = scratch.path.appending("apmatrix.yaml").string
    let etc = scratch.path.appending("etc").string
    files = ["--mdevctl", "\(etc)/mdevctl.d/matrix", "--udev-rules", "\(etc)/41-ap.rules"]
    let guest = "web01: {uuid: \(Self.uuid), adapters: [5], domains: [4]}"
    try TextFile.write("version: 1\nguests:\n  \(guest)\n", to: FilePath(config))
    let made = try Program.apmatrix.run([
      "fake", "create", host, "--kernel", "6.12", "--adapters", "5:cca,6:cca", "--domains",
      "4,0x47",
    ])
    try #require(made.status == 0, "\(made.errors)")
  }

  private func run(_ words: String..., more: [String] = []) throws -> Program.Result {
    try Program.apmatrix.run(words + ["--config", config, "--sysfs", host] + more)
  }

  @Test func `is made what is declared, and what is so already is not written again`() throws {
    let first = try run("apply", "--yes", "--persist", more: files)
    #expect(first.status == 0, "\(first.errors)")
    let definition = "\(files[1])/\(Self.uuid): written; before: guest web01 is not defined"
    #expect(first.output.contains(definition), "\(first.output)")
    #expect(first.output.contains("\(files[3]): written; before: no rule sets the masks at boot"))
    let again = try run("apply", "--yes", "--persist", more: files)
    #expect(again.status == 0 && !again.output.contains("written"), "\(again.output)")
    // The files alone make the host again what it is.
    let boot = try Program.apmatrix.run(["what-if", "--reboot", "--sysfs", host] + files)
    #expect(boot.status == 0, "\(boot.output)\(boot.errors)")
  }

  @Test func `costs nobody the lines that he wrote`() throws {
    _ = try run("apply", "--yes", "--persist", more: files)
    let rules = FilePath(files[3])
    let own = "KERNEL==\"card07\", ATTR{online}=\"0\"\n"
    try TextFile.write(own, to: rules)
    let written = try run("apply", "--yes", "--persist", more: files)
    #expect(written.status == 0, "\(written.errors)")
    #expect(written.output.contains("\(rules).old is what it was"), "\(written.output)")
    #expect(try TextFile.text(FilePath("\(rules).old")) == own)
    // A second copy costs nobody the first one, and the same text needs none.
    for text in ["# more\n" + own, own] {
      try TextFile.write(text, to: rules)
      #expect(try run("apply", "--yes", "--persist", more: files).status == 0)
      #expect(try TextFile.text(FilePath("\(rules).old")) == own)
      #expect(try TextFile.text(FilePath("\(rules).old2")) == "# more\n" + own)
    }
  }

  @Test func `is told by plan where it would be another host, as text and as JSON`() throws {
    _ = try run("apply", "--yes", "--persist", more: files)
    let definition = FilePath(files[1]).appending(Self.uuid)
    let text = try TextFile.text(definition).replacing(#""5""#, with: #""6""#)
    try TextFile.write(text, to: definition)
    let plan = try run("plan", more: files)
    let reason =
      "guest web01 gets adapters 06, domains 0004; declared are adapters 05, domains 0004"
    let line = plan.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(line.contains("Next boot: \(definition): \(reason)"), "\(plan.output)")
    #expect(plan.status == 0)
    let json = try run("plan", "--format", "json", more: files)
    #expect(json.output.contains(#""reason" : "\#(reason)""#), "\(json.output)")
    let dry = try run("apply", "--dry-run", "--persist", more: files)
    #expect(dry.output.contains("without --dry-run these files are written"), "\(dry.output)")
    #expect(try TextFile.text(definition) == text)
  }

  @Test
  func `is not told where its files are not known, which are this machine's for no other host`()
    throws
  {
    let plan = try run("plan")
    #expect(!plan.output.contains("Next boot"))
    let json = try run("plan", "--format", "json")
    #expect(json.output.contains("apmatrix.plan/v1") && !json.output.contains("nextBoot"))
    let apply = try run("apply", "--yes", "--persist")
    #expect(apply.status == 64 && apply.errors.contains("is not this machine's sysfs"))
    #expect(apply.output.isEmpty)
  }

  @Test(arguments: ["pipe", "/dev/null", "/etc"])
  func `is read from no pipe, device or directory, which is said before anything is done`(
    name: String
  )
    throws
  {
    let path = name.hasPrefix("/") ? name : scratch.path.appending(name).string
    if path != name { try #require(mkfifo(path, 0o600) == 0) }
    let bad = ["--mdevctl", files[1], "--udev-rules", path]
    let apply = try run("apply", "--yes", "--persist", more: bad)
    #expect(apply.status == 64 && apply.output.isEmpty, "\(apply.output)")
    #expect(apply.errors.contains("--udev-rules \(path) is no file"), "\(apply.errors)")
    #expect(!(try run("plan").output.contains("Nothing to do")))
  }

  @Test func `is told as not looked at where a file of it can't be read, and the plan is shown`()
    throws
  {
    try TextFile.makeDirectories(FilePath(files[1]).appending(Self.uuid))
    let plan = try run("plan", "--format", "json", more: files)
    #expect(plan.status == 2 && !plan.output.contains("nextBoot"), "\(plan.output)")
    #expect(
      plan.errors.contains("next boot: not looked at: \(files[1])/\(Self.uuid): Is a directory"))
  }

  @Test
  func `is not what is declared while a file starts an mdev that is not, which --check tells`()
    throws
  {
    let other = FilePath(files[1]).appending("cef03c3c-903d-4ecc-9a83-40694cb8aee4")
    _ = try run("apply", "--yes", "--persist", more: files)
    #expect(try run("apply", "--yes", "--persist", "--check", more: files).status == 0)
    let own = try TextFile.text(FilePath(files[1]).appending(Self.uuid))
    try TextFile.write(own, to: other)
    let left = try run("apply", "--yes", "--persist", "--check", more: files)
    #expect(left.errors.contains("\(other): left: starts an mdev that is not declared"))
    #expect(left.status == 2)
    #expect(try TextFile.text(other) == own)
    #expect(try run("apply", "--yes", "--check", more: files).status == 0)
  }

  @Test func `fails with the file that can't be written, after all others were`() throws {
    // Nobody makes a directory in /proc.
    let bad = ["--mdevctl", "/proc/matrix", "--udev-rules", files[3]]
    let result = try run("apply", "--yes", "--persist", more: bad)
    #expect(result.status == 1)
    #expect(result.errors.contains("/proc/matrix/\(Self.uuid): "), "\(result.errors)")
    #expect(try TextFile.text(FilePath(files[3])).contains("apmask"))
  }
}
