import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite
struct `The commands import and export` {
  @Test func `leave to mdevctl when it starts a guest`() throws {
    let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
    let scratch = try ScratchDirectory()
    let (old, new) = (scratch.path.appending("old"), scratch.path.appending("new"))
    try TextFile.makeDirectories(new)
    let definition =
      #"{"mdev_type": "vfio_ap-passthrough", "start": "manual", "#
      + #""attrs": [{"assign_adapter": "5"}, {"assign_domain": "4"}]}"#
    try TextFile.write(definition, to: old.appending(uuid))
    let config = scratch.path.appending("apmatrix.yaml")
    let imported = try Program.apmatrix.run([
      "import", "--defined-only", "--mdevctl", old.string, "-o", config.string,
    ])
    #expect(imported.status == 0, "\(imported.errors)")
    for directory in [new, old] {
      let export = try Program.apmatrix.run([
        "export", "--config", config.string, "--mdevctl", directory.string,
      ])
      #expect(export.status == 0, "\(export.errors)")
      #expect(export.errors.isEmpty)
      #expect(try TextFile.text(directory.appending(uuid)).contains(#""start": "manual""#))
    }
    let silent = try TextFile.text(config).replacing("    mdevctl-start: manual\n", with: "")
    try TextFile.write(silent, to: config)
    let kept = try Program.apmatrix.run([
      "export", "--config", config.string, "--mdevctl", new.string,
    ])
    #expect(kept.errors.contains("\(new)/\(uuid): start stays manual"), "\(kept.errors)")
    #expect(try TextFile.text(new.appending(uuid)).contains(#""start": "manual""#))
  }

  @Test func `say on import which definitions can't be declared together`() throws {
    let scratch = try ScratchDirectory()
    let definition =
      #"{"mdev_type": "vfio_ap-passthrough", "start": "manual", "#
      + #""attrs": [{"assign_adapter": "5"}, {"assign_domain": "4"}]}"#
    for uuid in ["62177883-f1bb-47f0-914d-32a22e3a8804", "cef03c3c-903d-4ecc-9a83-40694cb8aee4"] {
      try TextFile.write(definition, to: scratch.path.appending(uuid))
    }
    let result = try Program.apmatrix.run([
      "import", "--defined-only", "--mdevctl", scratch.path.string,
    ])
    #expect(result.status == 0)
    let fact = "claims 05.0004, which guest-62177883 has too"
    #expect(result.output.contains("  # \(fact)"))
    #expect(result.errors.hasPrefix("apmatrix: guest guest-cef03c3c: \(fact)"))
  }

  private static let config = """
    version: 1
    guests:
      web01: {uuid: 62177883-f1bb-47f0-914d-32a22e3a8804, adapters: [5], domains: [4]}
      db01: {uuid: cef03c3c-903d-4ecc-9a83-40694cb8aee4, adapters: [6], domains: [4]}

    """

  @Test func `make the directories that are missing and say what was written`() throws {
    let scratch = try ScratchDirectory()
    let config = scratch.path.appending("apmatrix.yaml")
    try TextFile.write(Self.config, to: config)
    let etc = scratch.path.appending("etc")
    let definitions = etc.appending("mdevctl.d/matrix")
    let rules = etc.appending("udev/rules.d/41-ap.rules")
    let result = try Program.apmatrix.run([
      "export", "--config", config.string, "--mdevctl", definitions.string, "--udev-rules",
      rules.string,
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output == """
        \(definitions)/62177883-f1bb-47f0-914d-32a22e3a8804
        \(definitions)/cef03c3c-903d-4ecc-9a83-40694cb8aee4
        \(rules)

        """)
    let imported = try Program.apmatrix.run([
      "import", "--defined-only", "--mdevctl", definitions.string, "--udev-rules", rules.string,
    ])
    #expect(imported.status == 0)
    #expect(imported.errors.isEmpty)
  }

  @Test func `name at the end what can't be written, and the rest is there`() throws {
    let scratch = try ScratchDirectory()
    let config = scratch.path.appending("apmatrix.yaml")
    try TextFile.write(Self.config, to: config)
    try TextFile.write("", to: scratch.path.appending("file"))
    let rules = scratch.path.appending("rules")
    let definition = scratch.path.appending("file/62177883-f1bb-47f0-914d-32a22e3a8804")
    let result = try Program.apmatrix.run([
      "export", "--config", config.string, "--mdevctl", scratch.path.appending("file").string,
      "--udev-rules", rules.string,
    ])
    #expect(result.status == 1)
    #expect(result.output == "\(rules)\n")
    let errors = result.errors.split(separator: "\n")
    #expect(errors.count == 3 && errors[0].contains("derived without a host"), "\(result.errors)")
    #expect(
      result.errors.contains("apmatrix: \(definition): Not a directory\n"), "\(result.errors)")
    #expect(try TextFile.text(rules).contains("apmask"))
  }

  @Test func `write the definitions where overrides are declared, for which no rules are`() throws {
    let scratch = try ScratchDirectory()
    let config = scratch.path.appending("apmatrix.yaml")
    try TextFile.write(Self.config + "host: {ownership: driver-override}\n", to: config)
    let (directory, rules) = (scratch.path.appending("matrix"), scratch.path.appending("rules"))
    let result = try Program.apmatrix.run([
      "export", "--config", config.string, "--mdevctl", directory.string, "--udev-rules",
      rules.string,
    ])
    #expect(result.status == 1)
    #expect(TextFile.names(directory).count == 2 && result.output.contains("\(directory)/6217"))
    #expect(
      result.errors == "apmatrix: \(config): hands queues over by driver_override, for which there"
        + " are no rules of masks; leave --udev-rules out\n")
    #expect(!TextFile.names(scratch.path).contains("rules"))
  }

  @Test(arguments: ["", "# Generated by chzdev\n"])
  func `say that rules without a mask have none, which is no error`(text: String) throws {
    let scratch = try ScratchDirectory()
    let rules = scratch.path.appending("41-ap.rules")
    try TextFile.write(text, to: rules)
    let result = try Program.apmatrix.run([
      "import", "--defined-only", "--udev-rules", rules.string,
    ])
    #expect(result.status == 0)
    #expect(result.errors == "apmatrix: \(rules): sets no AP masks\n")
    #expect(result.output.contains("  keeps: derive"))
    #expect(result.output.contains("  # \(rules) sets no masks\n"))
  }

  /// The line that older exports wrote for hosts whose queues were bound before udev ran.
  @Test func `say that a line of rules can match no event`() throws {
    let host = try DocumentedHost.make("7.2")
    let rules = host.scratch.path.appending("41-ap.rules")
    let mask = "0xf9" + String(repeating: "f", count: 62)
    try TextFile.write(
      """
      ACTION=="add", SUBSYSTEM=="ap", DEVPATH=="/bus/ap", ATTR{bindings}=="*(complete)", GOTO="cfg_ap"
      GOTO="end_ap"
      LABEL="cfg_ap"
      ATTR{../../bus/ap/apmask}="\(mask)"
      LABEL="end_ap"

      """, to: rules)
    let result = try host.plain("import", "--udev-rules", rules.string)
    let fact = "line 1 never matches: to udev the subsystem of /bus/ap is subsystem, not ap"
    #expect(result.errors == "apmatrix: \(rules.string): \(fact)\n")
    #expect(result.output.contains("# \(rules.string): \(fact)\n"), "\(result.output)")
    #expect(result.status == 0)
    let own = try Program.apmatrix.run([
      "export", "--config", host.config.string, "--udev-rules", rules.string,
    ])
    #expect(own.status == 0, "\(own.errors)")
    #expect(try host.plain("import", "--udev-rules", rules.string).errors.isEmpty)
  }

  @Test func `tell what vanished, what is no file, and what can't be understood, and go on`() throws
  {
    let scratch = try ScratchDirectory()
    let directory = scratch.path.appending("matrix")
    let names = ["0", "1", "2"].map { "62177883-f1bb-47f0-914d-32a22e3a880\($0)" }
    try TextFile.makeDirectories(directory.appending(names[0]))
    symlink("nowhere", directory.appending(names[1]).string)
    try TextFile.write("{\"mdev_type\":", to: directory.appending(names[2]))
    let good =
      #"{"mdev_type":"vfio_ap-passthrough","start":"auto","attrs":[{"assign_adapter":"5"}]}"#
    try TextFile.write(good, to: directory.appending("cef03c3c-903d-4ecc-9a83-40694cb8aee4"))
    let result = try Program.apmatrix.run([
      "import", "--defined-only", "--mdevctl", directory.string,
    ])
    #expect(result.status == 1)
    let facts = [
      "Is a directory; left out",
      "it vanished; if it is just being replaced, import again; left out",
      "not JSON: line 1, column 14: a value is missing; left out;"
        + " mdevctl lists no definition at all while this file is so",
    ]
    let lines = zip(names, facts).map { "\(directory.appending($0)): \($1)" }
    #expect(result.errors == lines.map { "apmatrix: \($0)\n" }.joined())
    #expect(result.output.contains("guests:\n" + lines.map { "  # \($0)\n" }.joined()))
    #expect(result.output.contains("  guest-cef03c3c:"))
  }
}
