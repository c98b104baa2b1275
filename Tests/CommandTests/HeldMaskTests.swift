import SystemPackage
import TestSupport
import Testing

/// The real program on a host of which a mask is not told, as while vfio_ap changes an mdev.
@Suite(Needs.strace)
struct `Status while vfio_ap holds the masks` {
  /// Runs `status` so that each read of a mask takes so long, in seconds.
  private func status(
    _ host: borrowing DocumentedHost, _ mask: String, seconds: Int, _ options: String...
  ) throws -> Program.Result {
    let strace = try #require(Program.installed("strace"))
    return try strace.run(
      [
        "-f", "--seccomp-bpf", "-o", "/dev/null", "-P",
        host.root.appending("bus/ap/\(mask)").string, "-e", "trace=read",
        "-e", "inject=read:delay_enter=\(seconds)000000",
        try Repository.programs.appending("apmatrix").string, "status", "--sysfs",
        host.root.string, "--config", host.config.string,
      ] + options)
  }

  @Test(arguments: [
    ("apmask", ["bus/ap/apmask", "bus/ap/aqmask"]), ("aqmask", ["bus/ap/aqmask"]),
  ])
  func `says what it waits for, and gives up after its time`(mask: String, unknown: [String]) throws
  {
    let host = try DocumentedHost.make("7.2")
    #expect(try host.run("apply", "--yes").status == 0)
    let check = try status(host, mask, seconds: 30, "--check", "--timeout", "8")
    #expect(check.status == 1)
    #expect(
      check.output.hasPrefix(
        "INCOMPLETE: not read within 8 s: vfio_ap waits for the reset of a queue; unknown is "
          + unknown.joined(separator: ", ") + ", "), "\(check.output)")
    let lines = check.errors.split(separator: "\n")
    // It is told once: on a busy machine the mask before it may be the first that takes a second.
    let waiting =
      ": read has been blocked for 1 s; the kernel tells what the masks reserve for the host when"
      + " vfio_ap has finished the reset of a queue; waiting for 8 s at most"
    let told = ["apmask", mask].map { "bus/ap/\($0)\(waiting)" }
    #expect(lines.contains { line in told.contains(where: line.hasSuffix) }, "\(check.errors)")
    let reason = "not read within 8 s: vfio_ap waits for the reset of a queue"
    for path in unknown { #expect(lines.contains { $0.hasSuffix(" \(path): \(reason)") }) }
  }

  @Test func `tells all once it lets go of them`() throws {
    let host = try DocumentedHost.make("7.2")
    #expect(try host.run("apply", "--yes").status == 0)
    let late = try status(host, "apmask", seconds: 2)
    #expect(late.status == 0)
    #expect(late.errors.split(separator: "\n").count == 1, "\(late.errors)")
    #expect(late.output == (try host.run("status").output))
  }
}
