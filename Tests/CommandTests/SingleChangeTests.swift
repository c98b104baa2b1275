import SystemPackage
import TestSupport
import Testing

/// Changes of one guest, without a configuration that declares it so.
@Suite
struct `The commands for one guest` {
  @Test func `change single guests, running ones only with consent`() throws {
    let host = try DocumentedHost.make("7.1")
    #expect(try host.run("apply", "--yes").status == 0)
    try host.fake("guest", "start", with: "62177883-f1bb-47f0-914d-32a22e3a8804")
    let assign = try host.run("assign", "web01", "--control-domain", "0x47")
    #expect(assign.status == 0, "\(assign.errors)")
    #expect(assign.output.contains("guest web01, running, controls domain 0047"))
    let used = try host.run("unassign", "web01", "--adapter", "0x06", "--yes")
    #expect(used.status == 1)
    #expect(used.errors.contains("guest web01 is running and would lose 06.0004, 06.00ab"))
    #expect(try host.run("guest", "remove", "web01", "--yes").status == 1)
    let taken = try host.run("assign", "web01", "--domain", "0x47", "--yes")
    #expect(taken.status == 1)
    // Whose it is, is declared already.
    let owner = "guest web01: 05.0047 belongs to guest db01; unassign it there\n"
    #expect(taken.errors.contains(owner), "\(taken.errors)")
    let dry = try host.run("unassign", "db01", "--domain", "0xff", "--dry-run")
    #expect(dry.status == 0)
    #expect(dry.output.contains("guest db01 loses 05.00ff"))
    #expect(try host.run("unassign", "db01", "--domain", "0xff", "--yes").status == 0)
    let removed = try host.run("guest", "remove", "db01", "--yes")
    #expect(removed.status == 0)
    let mdev = "mdev cef03c3c-903d-4ecc-9a83-40694cb8aee4"
    #expect(removed.output.hasPrefix("guest db01 is \(mdev)\nPlan: "), "\(removed.output)")
    let created = try host.plain("guest", "create", "--adapter", "5", "--domain", "0xff")
    #expect(created.status == 0, "\(created.errors)")
  }

  @Test(arguments: ["assign", "unassign"])
  func `change nothing on an mdev that has lost its driver`(command: String) throws {
    let host = try DocumentedHost.make("7.1")
    let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
    #expect(try host.run("apply", "--yes").status == 0)
    try host.fake("write", with: "bus/mdev/drivers/vfio_ap_mdev/unbind", uuid)
    let result = try host.run(command, "web01", "--domain", "4", "--yes")
    #expect(result.status == 1)
    #expect(
      result.errors.hasPrefix("apmatrix: guest web01: vfio_ap was unbound from its mdev"),
      "\(result.errors)")
    let asked = try host.run("guest", "remove", "web01")
    #expect(asked.status == 1)
    #expect(asked.errors.contains("use --yes"))
    #expect(try host.run("apply", "--yes").status == 0)
    #expect(try host.plain("status", "--check").output.hasPrefix("OK: 3 guests, 8 queues"))
  }

  @Test func `name a new guest by its uuid only where the user chose it`() throws {
    let host = try DocumentedHost.make("7.1")
    #expect(try host.run("apply", "--yes").status == 0)
    let members = ["--adapter", "5", "--domain", "4", "--sysfs", host.root.string]
    let refused = try Program.apmatrix.run(["guest", "create"] + members)
    #expect(refused.status == 1)
    #expect(
      refused.errors.hasPrefix("apmatrix: mdev of the new guest: 05.0004 "), "\(refused.errors)")
    let uuid = "11111111-2222-4333-8444-555555555555"
    let chosen = try Program.apmatrix.run(["guest", "create", uuid] + members)
    #expect(chosen.errors.hasPrefix("apmatrix: mdev \(uuid): 05.0004 "), "\(chosen.errors)")
    let free = ["--adapter", "7", "--domain", "9", "--sysfs", host.root.string, "--dry-run"]
    let plan = try Program.apmatrix.run(["guest", "create", uuid] + free)
    let text = DocumentedHost.joined(plan.output)
    #expect(text.contains("mdev \(uuid) is not there"), "\(plan.output)")
    #expect(!text.contains("has no mdev"))
  }
}
