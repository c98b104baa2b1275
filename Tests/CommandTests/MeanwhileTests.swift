import Glibc
import SystemPackage
import TestSupport
import Testing

/// The real program, held before its write by a lock of the test's while the host changes.
@Suite
struct `A single change beside another writer` {
  private static let db01 = "devices/vfio_ap/matrix/cef03c3c-903d-4ecc-9a83-40694cb8aee4"

  /// Runs a command, and changes the host once it waits for the lock.
  private static func run(
    _ host: borrowing DocumentedHost, _ arguments: [String],
    meanwhile: (borrowing DocumentedHost) throws -> Void
  ) throws -> (status: Int, output: String, errors: String) {
    let lock = host.root.appending(".apmatrix/s390apconfig.lock")
    let output = host.scratch.path.appending("out")
    let errors = host.scratch.path.appending("err")
    try TextFile.write("\(getpid())\n", to: lock)
    let program = try Program.apmatrix.start(
      arguments + ["--yes", "--config", host.config.string, "--sysfs", host.root.string],
      output: output.string, errors: errors.string)
    while (try? TextFile.text(errors))?.hasSuffix("; waiting\n") != true {
      try #require(program.isRunning, "ended before it waited")
      usleep(1000)
    }
    try meanwhile(host)
    #expect(unlink(lock.string) == 0)
    let status = program.wait()
    return (status, try TextFile.text(output), try TextFile.text(errors))
  }

  /// A host of the three guests and an adapter 07 that is the host's.
  private static func host(_ kernel: String) throws -> DocumentedHost {
    let host = try DocumentedHost.make(kernel)
    #expect(try host.run("apply", "--yes").status == 0)
    try host.fake("adapter", "add", with: "0x07:cca")
    try host.fake("scan")
    return host
  }

  @Test(arguments: ["6.1", "6.12", "7.2"])
  func `plans again by itself where the masks changed and it does not matter`(
    kernel: String
  ) throws {
    let host = try Self.host(kernel)
    let (status, output, errors) = try Self.run(
      host, ["assign", "db01", "--adapter", "0x07"]
    ) { try $0.write(("bus/ap/apmask", "-0x30")) }
    #expect(status == 0, "\(output)\n\(errors)")
    #expect(
      output.contains(
        "Somebody else changed the host: apmask or aqmask is not what it was;"
          + " planned again: "), "\(output)")
    // What the other one wrote is there still.
    let mask = try TextFile.text(host.root.appending("bus/ap/apmask"))
    #expect(mask.hasPrefix("0xf9ffffffffff7fff"), "\(mask)")
    let matrix = try TextFile.text(host.root.appending("\(Self.db01)/matrix"))
    #expect(matrix == "05.0047\n05.00ff\n07.0047\n07.00ff\n")
  }

  @Test func `keeps what somebody else gave the same guest`() throws {
    let host = try Self.host("7.2")
    let (status, output, errors) = try Self.run(
      host, ["assign", "db01", "--adapter", "0x07"]
    ) {
      try $0.write(
        ("bus/ap/apmask", "-0x30"), ("\(Self.db01)/assign_control_domain", "0x11"))
    }
    #expect(status == 0, "\(output)\n\(errors)")
    let controls = try TextFile.text(host.root.appending("\(Self.db01)/control_domains"))
    #expect(controls == "0011\n")
  }

  /// The guest starts to run while the command waits: nobody has agreed to take a queue from it.
  @Test func `stops where the new plan would take more than was agreed to`() throws {
    let host = try Self.host("7.2")
    let (status, _, errors) = try Self.run(
      host, ["unassign", "db01", "--domain", "0x47"]
    ) { try $0.fake("guest", "start", with: "cef03c3c-903d-4ecc-9a83-40694cb8aee4") }
    #expect(status == 1)
    #expect(errors.contains("the host has changed since it was planned"), "\(errors)")
    #expect(errors.contains("plan again"), "\(errors)")
    let matrix = try TextFile.text(host.root.appending("\(Self.db01)/matrix"))
    #expect(matrix == "05.0047\n05.00ff\n")
  }
}
