import SystemPackage
import TestSupport
import Testing

/// The program killed at any moment, as by a power failure of its own.
@Suite
struct `A command that is killed` {
  private static let timeout = Program.installed("timeout")

  @Test(
    .enabled(if: timeout != nil, "timeout (coreutils) is not installed"),
    arguments: ["6.1", "6.12", "7.1"])
  func `leaves a host from which the next one gets there, and no lock in its way`(kernel: String)
    throws
  {
    let timeout = try #require(Self.timeout)
    let program = try Repository.programs.appending("apmatrix").string
    for milliseconds in stride(from: 12, through: 60, by: 6) {
      let host = try DocumentedHost.make(kernel)
      _ = try timeout.run([
        "--signal=KILL", "0.0\(milliseconds)", program, "apply", "--yes", "--config",
        host.config.string, "--sysfs", host.root.string,
      ])
      let next = try host.run("apply", "--yes")
      #expect(next.status == 0, "after \(milliseconds) ms: \(next.errors)")
      #expect(!next.errors.contains("locked by"))
      #expect(try host.run("plan").status == 0)
      // A run that finds nothing to do does not look for the lock; the next that writes does,
      // and where the first was killed after its last write, it is the one that says so.
      let write = try host.plain("masks", "set", "--domains=-0x20", "--yes")
      #expect(write.status == 0, "\(write.errors)")
      let told = write.errors.split(separator: "\n")
      #expect(told.allSatisfy(Self.isOfTheLockLeft), "\(write.errors)")
      let hidden = TextFile.names(host.root.appending(".apmatrix"))
      #expect(!hidden.contains("s390apconfig.lock"), "\(hidden)")
    }
  }

  private static func isOfTheLockLeft(_ line: Substring) -> Bool {
    line.hasPrefix("apmatrix: the lock of the AP configuration was left behind by apmatrix (pid ")
      && line.hasSuffix("taken away")
  }
}
