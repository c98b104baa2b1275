import SystemPackage
import TestSupport
import Testing

/// The real program where `close_range` is refused, as in a container of an older runtime.
@Suite(Needs.strace)
struct `Without close_range` {
  @Test(arguments: ["EPERM", "ENOSYS"])
  func `status reads what the kernel can block`(errno: String) throws {
    let host = try DocumentedHost.make("7.2")
    #expect(try host.run("apply", "--yes").status == 0)
    let strace = try #require(Program.installed("strace"))
    let result = try strace.run([
      // Only this call stops, so that strace does not slow down all others.
      "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=close_range",
      "-e", "inject=close_range:error=\(errno)",
      try Repository.programs.appending("apmatrix").string, "status", "--check", "--timeout", "30",
      "--sysfs", host.root.string, "--config", host.config.string,
    ])
    #expect(result.output == "OK: 3 guests, 8 queues\n", "\(result.errors)")
    // A busy machine may let a second pass without an answer.
    for line in result.errors.split(separator: "\n") {
      #expect(line.contains(": read has been blocked for 1 s; "))
    }
  }
}
