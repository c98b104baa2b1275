import SystemPackage
import TestSupport
import Testing

/// A kernel that has only `matrix`, with more queues at vfio_ap than can be read without danger.
@Suite
struct `Where reading matrix is dangerous` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private static func run(_ root: FilePath, _ arguments: String...) throws -> Program.Result {
    try Program.apmatrix.run(arguments + ["--sysfs", root.string])
  }

  /// A host of 9 x 64 queues, of which the guest has 488.
  private static func make(_ root: FilePath) throws {
    let made = try Program.apmatrix.run([
      "fake", "create", root.string, "--kernel", "6.1", "--adapters",
      (0..<9).map { "\($0):cca" }.joined(separator: ","), "--domains", "0-63",
    ])
    #expect(made.status == 0, "\(made.errors)")
    // What the kernel sent at boot is not waited for.
    let clear = ["fake", "write", root.string, "devices/ap/card00/request_count", "0"]
    #expect(try Program.apmatrix.run(clear).status == 0)
    // 488 queues for the guest; the masks give vfio_ap 8 x 64 of them.
    let create = [
      "guest", "create", uuid, "--adapter", "0-7", "--domain", "0-60", "--yes", "--sysfs",
      root.string,
    ]
    let refused = try Program.apmatrix.run(create)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("--insist"), "\(refused.errors)")
    let created = try Program.apmatrix.run(create + ["--insist"])
    #expect(created.status == 0, "\(created.errors)")
  }

  @Test func `every command has the way out that its message names`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    try Self.make(root)
    for arguments in [
      ["assign", Self.uuid, "--control-domain", "1"], ["unassign", Self.uuid, "--domain", "1"],
      ["masks", "set", "--domains=-0x99"],
    ] {
      let all = arguments + ["--dry-run", "--sysfs", root.string]
      let blind = try Program.apmatrix.run(all)
      #expect(blind.status == 1 && blind.errors.contains("--insist"), "\(arguments)")
      let insisting = try Program.apmatrix.run(all + ["--insist"])
      #expect(insisting.status == 0, "\(arguments): \(insisting.errors)")
    }
    try Self.remove(root)
  }

  /// What an mdev holds does not matter to who removes it; whether a guest has it open does.
  private static func remove(_ root: FilePath) throws {
    let running = try Program.apmatrix.run(["fake", "guest", "start", root.string, uuid])
    #expect(running.status == 0, "\(running.errors)")
    let refused = try run(root, "guest", "remove", uuid, "--yes")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("a running guest has it open"), "\(refused.errors)")
    #expect(try Program.apmatrix.run(["fake", "guest", "stop", root.string, uuid]).status == 0)
    let removed = try run(root, "guest", "remove", uuid, "--yes")
    #expect(removed.status == 0, "\(removed.errors)")
    let plan = DocumentedHost.joined(removed.output)
    #expect(plan.contains("what it holds is not known, and is lost with it"), "\(plan)")
    #expect(try run(root, "status", "--check").output == "OK: 0 guests, 576 queues\n")
  }

  @Test func `import names what it left out, and takes it in if told to`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    try Self.make(root)
    let blind = try Self.run(root, "import")
    #expect(blind.status == 1)
    #expect(blind.errors.contains("it was left out"))
    let imported = try Self.run(root, "import", "--insist")
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(imported.output.contains(Self.uuid))
  }
}
