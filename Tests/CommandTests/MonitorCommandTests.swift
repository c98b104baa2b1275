import Glibc
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

  /// Nothing is written on a quiet host, so that no write tells.
  @Test func `ends when its reader has gone`() throws {
    let scratch = try ScratchDirectory()
    let host = scratch.path.appending("host").string
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    #expect(try Program.apmatrix.run(["fake", "create", host, "--from", recording]).status == 0)
    let output = scratch.path.appending("output").string
    try #require(mkfifo(output, 0o600) == 0)
    let pipe = open(output, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    let monitor = try Program.apmatrix.start(["monitor", "--sysfs", host], output: output)
    // Its first line shows that it waits for events.
    var line = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
    var states = ["on", "off"]
    while poll(&line, 1, 200) != 1 {
      states.swapAt(0, 1)
      _ = try Program.apmatrix.run(["fake", "config", host, "0x06", states[0], "--scan"])
    }
    // A write to no reader would end it, too.
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while poll(&line, 1, 2_000) == 1, read(pipe, &chunk, chunk.count) > 0 {}
    close(pipe)
    #expect(monitor.wait() == 1)
  }
}
