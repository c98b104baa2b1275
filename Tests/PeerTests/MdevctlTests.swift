import SystemPackage
import TestSupport
import Testing

@Suite(.enabled(if: Mdevctl.reasonToSkip == nil, "\(Mdevctl.reasonToSkip ?? "")"))
struct `The real mdevctl` {
  private static let good = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
  private static let other = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let goodText =
    #"{"mdev_type":"vfio_ap-passthrough","start":"auto","attrs":[{"assign_adapter":"9"}]}"#

  /// A root with the good definition and another one beside it.
  private static func prepare(_ root: FilePath, _ text: String, name: String = other) throws {
    let directory = Mdevctl.directory(root)
    try TextFile.write(goodText, to: directory.appending(good))
    try TextFile.write(text, to: directory.appending(name))
  }

  private static func listed(_ root: FilePath) throws -> (lines: [String], error: String) {
    let result = try Mdevctl.run(["list", "-d"], root: root)
    return (result.output.split(separator: "\n").map(String.init), result.errors)
  }

  private static func line(_ uuid: String, _ type: String, _ start: String) -> String {
    "\(uuid) matrix \(type) \(start)"
  }

  @Test func `is the version that the table is about`() throws {
    let scratch = try ScratchDirectory()
    let result = try Mdevctl.run(["--version"], root: scratch.path)
    #expect(result.output == "mdevctl 1.4.0\n", "\(result.errors)")
    #expect(DefinitionTable.rows.count > 25)
  }

  @Test(arguments: DefinitionTable.rows)
  func `lists what the table says`(row: DefinitionTable.Row) throws {
    let scratch = try ScratchDirectory()
    try Self.prepare(scratch.path, row.text)
    let (lines, error) = try Self.listed(scratch.path)
    let goodLine = Self.line(Self.good, "vfio_ap-passthrough", "auto")
    guard ["auto", "manual"].contains(row.mdevctl) else {
      #expect(lines.isEmpty, "mdevctl does not refuse its whole list any more")
      #expect(error.contains(row.mdevctl), "\(error)")
      return
    }
    let type = row.text.contains("nvidia-1") ? "nvidia-1" : "vfio_ap-passthrough"
    #expect(lines == [Self.line(Self.other, type, row.mdevctl), goodLine], "\(error)")
  }

  @Test(arguments: DefinitionTable.rows)
  func `has beside it what import makes of the same file`(row: DefinitionTable.Row) throws {
    let scratch = try ScratchDirectory()
    try Self.prepare(scratch.path, row.text)
    let directory = Mdevctl.directory(scratch.path)
    let result = try Program.apmatrix.run([
      "import", "--defined-only", "--mdevctl", directory.string,
    ])
    #expect(
      result.output.contains("guest-cef03c3c:"), "the good one is imported, whatever the other")
    let path = directory.appending(Self.other)
    let refusal = "; mdevctl lists no definition at all while this file is so"
    let refuses = !["auto", "manual"].contains(row.mdevctl)
    var said = result.errors.split(separator: "\n").map(String.init)
    #expect(said.allSatisfy { $0.hasPrefix("apmatrix: \(path): ") }, "\(said)")
    for line in said {
      #expect(result.output.contains("  # " + line.dropFirst("apmatrix: ".count)))
    }
    #expect(said.contains { $0.hasSuffix(refusal) } == refuses, "\(said)")
    said = said.map {
      String($0.replacing(refusal, with: "").dropFirst("apmatrix: \(path): ".count))
    }
    #expect(said == row.complaints)
    #expect(result.status == (said.contains { $0.contains("left out") } ? 1 : 0))
    #expect(Self.imported(result.output) == row.imported)
  }

  /// The adapters and domains of the guest of the other definition.
  private static func imported(_ text: String) -> String {
    let lines = text.split(separator: "\n")
    guard let start = lines.firstIndex(of: "  guest-62177883:") else { return "-" }
    func value(_ line: Int) -> String {
      let list = lines[start + line].split(separator: ":")[1].filter { !" []".contains($0) }
      return list.replacing("0x", with: "")
    }
    let domain = value(3)
    let width = domain == "none" ? "" : String(repeating: "0", count: 4 - domain.count)
    return "\(value(2)) / \(width)\(domain)"
  }

  @Test func `does not list a file whose name has capitals, and import says so`() throws {
    let scratch = try ScratchDirectory()
    try Self.prepare(scratch.path, Self.goodText, name: Self.other.uppercased())
    #expect(try Self.listed(scratch.path).lines.count == 1)
    let directory = Mdevctl.directory(scratch.path)
    let result = try Program.apmatrix.run([
      "import", "--defined-only", "--mdevctl", directory.string,
    ])
    #expect(result.status == 0)
    let fact = "the file's name must be in lower case; mdevctl does not list it"
    #expect(result.errors == "apmatrix: \(directory.appending(Self.other.uppercased())): \(fact)\n")
    #expect(result.output.contains("uuid: \(Self.other)\n"))
  }

  @Test func `takes what export writes, into directories that export makes`() throws {
    let scratch = try ScratchDirectory()
    let config = scratch.path.appending("apmatrix.yaml")
    try TextFile.write(
      """
      version: 1
      guests:
        web01: {uuid: \(Self.other), adapters: [5], domains: [0xab], control-domains: [0xab]}

      """, to: config)
    let result = try Program.apmatrix.run([
      "export", "--config", config.string, "--mdevctl", Mdevctl.directory(scratch.path).string,
    ])
    #expect(result.status == 0, "\(result.errors)")
    let listed = try Mdevctl.run(["list", "-d", "-v"], root: scratch.path)
    #expect(
      listed.output == """
        \(Self.line(Self.other, "vfio_ap-passthrough", "auto"))
          Attrs:
            @{0}: {"assign_adapter":"5"}
            @{1}: {"assign_domain":"171"}
            @{2}: {"assign_control_domain":"171"}

        """, "\(listed.errors)")
  }

  @Test func `makes the directory as export does`() throws {
    let scratch = try ScratchDirectory()
    let defined = try Mdevctl.run(
      ["define", "-u", Self.other, "-p", "matrix", "-t", "vfio_ap-passthrough"], root: scratch.path)
    #expect(defined.status == 0, "\(defined.errors)")
    let config = scratch.path.appending("apmatrix.yaml")
    try TextFile.write(
      "version: 1\nguests:\n  a: {uuid: \(Self.other), adapters: [5], domains: [4]}\n", to: config)
    let made = scratch.path.appending("made/by/export")
    _ = try Program.apmatrix.run([
      "export", "--config", config.string, "--mdevctl", made.string,
    ])
    #expect(try TextFile.mode(made) == TextFile.mode(Mdevctl.directory(scratch.path)))
  }
}
