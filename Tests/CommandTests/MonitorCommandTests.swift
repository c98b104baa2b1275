import SystemPackage
import TestSupport
import Testing

@Suite
struct `The command monitor` {
  private static func replay(_ path: FilePath) throws -> Program.Result {
    try Program.apmatrix.run(["monitor", "--recording", path.string])
  }

  @Test(arguments: [
    "", "\u{fd}7zXZ\u{0}= \n", "version: 1\nguests: {}\n",
    "UDEV  [12.8] add      /devices/ap/card03 (ap)\n",
    "monitor will print the received events for:\nUDEV - the event\n",
  ])
  func `refuses a recording without any event`(text: String) throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("log")
    try TextFile.write(text, to: path)
    let result = try Self.replay(path)
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(
      result.errors == """
        apmatrix: \(path): no event of udevadm monitor --property in it; is it compressed, or \
        recorded without --property?

        """)
  }

  @Test func `has nothing to say of a recording without any event of the AP bus`() throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("log")
    let event = """
      UDEV  [12.8] add      /devices/virtual/net/lo (net)
      ACTION=add
      DEVPATH=/devices/virtual/net/lo
      SUBSYSTEM=net
      SEQNUM=7

      """
    try TextFile.write(event, to: path)
    let result = try Self.replay(path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(result.errors.isEmpty)
  }
}
