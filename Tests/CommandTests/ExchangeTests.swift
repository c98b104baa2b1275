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
}
