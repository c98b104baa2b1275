import SystemPackage
import TestSupport
import Testing

/// What the machine does not have can't change, and what its kernel died of is no success.
@Suite
struct `A fake host that is asked for what it does not have` {
  @Test(arguments: [
    ("config", ["0x99", "off"], "the host has no adapter 99; it has 05 06"),
    ("checkstop", ["20.0004", "on"], "the host has no adapter 20; it has 05 06"),
    (
      "checkstop", ["05.0099", "on"],
      "the host has no usage domain 0099; it has 0004 0047 00ab 00ff"
    ),
    (
      "slow-reset", ["05.0001", "on"],
      "the host has no usage domain 0001; it has 0004 0047 00ab 00ff"
    ),
    ("adapter remove", ["5-7", "--scan"], "the host has no adapter 07; it has 05 06"),
    ("adapter add", ["0x50:cca"], "the machine has no adapter 50: its highest is 3f"),
    ("domain remove", ["0x33"], "the host has no usage domain 0033; it has 0004 0047 00ab 00ff"),
    (
      "control-domain remove", ["0x33"],
      "the host has no control domain 0033; it has 0004 0047 00ab 00ff"
    ),
  ])
  func `says so and stays as it is`(verb: String, arguments: [String], reason: String) throws {
    let host = try DocumentedHost.make("7.2")
    let before = try host.state
    let words = ["fake"] + verb.split(separator: " ").map(String.init)
    let result = try Program.apmatrix.run(words + [host.root.string] + arguments)
    #expect(result.status == 1)
    #expect(result.errors == "apmatrix: \(host.root): \(reason)\n")
    #expect(try host.state == before)
  }

  @Test func `tells what its kernel died of`() throws {
    let host = try DocumentedHost.make("7.2", "--apmask", "0x0")
    try host.fake("unbind", with: "card05")
    let reason =
      "\(host.root): the fake kernel died: 05.0004 was bound to cex4queue while its card has no driver;"
    for arguments in [
      ["fake", "write", host.root.string, "bus/ap/apmask", "+5"],
      ["fake", "scan", host.root.string], ["status", "--sysfs", host.root.string],
    ] {
      let result = try Program.apmatrix.run(arguments)
      #expect(result.status == 1 && result.errors.contains(reason), "\(result.errors)")
    }
  }

  @Test func `counts the overrides that left, and keeps its guests, in a copy`() throws {
    let host = try DocumentedHost.make("7.2")
    let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
    try host.write(("devices/ap/card05/05.0004/driver_override", "vfio_ap"))
    for verb in ["unbind", "bind"] { try host.fake(verb, with: "05.0004") }
    try host.guest(uuid, adapters: ["5"], domains: ["4"])
    try host.fake("guest", "start", with: uuid)
    try host.fake("adapter", "remove", with: "5", "--scan")
    let copy = host.scratch.path.appending("copy").string
    #expect(
      try Program.apmatrix.run(["fake", "create", copy, "--from", host.root.string]).status == 0)
    let state = try Program.apmatrix.run(["fake", "state", copy]).output
    #expect(try state == host.state)
    let options = ["--from", host.root.string, "--kernel", "6.12"]
    let other = host.scratch.path.appending("other").string
    try host.fake("adapter", "add", with: "5:cca", "--scan")
    try host.write(("devices/ap/card05/05.0004/driver_override", "vfio_ap"))
    let refused = try Program.apmatrix.run(["fake", "create", other] + options)
    #expect(refused.status == 1)
    #expect(refused.errors.hasSuffix("which Linux 6.12 does not know; leave --kernel out\n"))
  }
}

extension DocumentedHost {
  /// Everything that the model knows.
  fileprivate var state: String {
    get throws { try Program.apmatrix.run(["fake", "state", root.string]).output }
  }
}
