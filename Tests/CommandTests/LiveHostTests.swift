import SystemPackage
import TestSupport
import Testing

/// This machine's own sysfs, by whatever name it is called.
@Suite
struct `The live host` {
  private static let canMount =
    Program.installed("unshare").flatMap {
      try? $0.run(["--mount", "test", "-d", "/etc/udev"])
    }?.status == 0

  /// Runs a script with mounts of its own.
  private static func run(_ script: String) throws -> Program.Result {
    let unshare = try #require(Program.installed("unshare"))
    return try unshare.run(["--mount", "--propagation", "private", "sh", "-ec", script])
  }

  /// Only what is taken for the live host has its definitions and rules imported unasked.
  @Test(
    .enabled(if: canMount, "needs root, unshare and udev: .ci/setup --tests"),
    arguments: [
      ("/sys", true), ("/sys/", true), ("/sys//", true), ("/sys/.", true), ("/proc/../sys", true),
      ("elsewhere", true), ("link", true), ("copy", false),
    ])
  func `is recognised by its file system`(path: String, isLive: Bool) throws {
    let scratch = try ScratchDirectory()
    let program = try Repository.programs.appending("apmatrix")
    let result = try Self.run(
      """
      cd \(scratch.path) && mkdir elsewhere copy copy/bus && ln -s /sys link
      mount --bind /sys elsewhere && mount -t tmpfs tmpfs /etc/udev && mkdir /etc/udev/rules.d
      \(program) export --config \(DocumentedHost.example) --udev-rules /etc/udev/rules.d/41-ap.rules
      \(program) import --defined-only --sysfs \(path)
      """)
    // Of any other host there would be nothing to import.
    #expect(result.status == (isLive ? 0 : 64), "\(result.errors)")
    #expect(result.output.contains("0x05") == isLive, "\(result.output)")
  }

  /// The unit's agent publishes there.
  @Test(.enabled(if: canMount, "needs root, unshare and udev: .ci/setup --tests"))
  func `has its status published by no agent that only observes beside another`() throws {
    let host = try DocumentedHost.make("7.2")
    let program = try Repository.programs.appending("apmatrix")
    let result = try Self.run(
      """
      mount -t tmpfs tmpfs /run && mount --bind \(host.root) /sys && mkdir /run/apmatrix
      echo unit > /run/apmatrix/status.json
      timeout 3 \(program) agent --observe --config \(host.config) --events kernel || [ $? = 124 ]
      cat /run/apmatrix/status.json
      """)
    #expect(result.output == "unit\n", "\(result.output)\(result.errors)")
  }

  @Test(.enabled(if: canMount, "needs root, unshare and udev: .ci/setup --tests"))
  func `has its rules derived for its own queues, also unasked`() throws {
    let host = try DocumentedHost.make("7.2")
    let program = try Repository.programs.appending("apmatrix")
    let words = "export --config \(host.config) --udev-rules"
    let result = try Self.run(
      """
      mount --bind \(host.root) /sys && cd \(host.scratch.path)
      \(program) \(words) asked --sysfs /sys && \(program) \(words) unasked && cmp asked unasked
      """)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.output)\(result.errors)")
  }

  @Test(
    .enabled(if: canMount, "needs root, unshare and udev: .ci/setup --tests"),
    arguments: ["/sys", "/sys/", "/sys//", "/sys/."])
  func `is changed under the lock that all tools share`(path: String) throws {
    let host = try DocumentedHost.make("7.1")
    let program = try Repository.programs.appending("apmatrix")
    // No process has the number: whoever takes the lock removes the stale one.
    let result = try Self.run(
      """
      mount -t tmpfs tmpfs /run && mkdir /run/lock && mount --bind \(host.root) /sys
      echo 4194305 > /run/lock/s390apconfig.lock
      \(program) masks set --domains=-0x20 --yes --sysfs \(path)
      ls /run/lock
      """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(!result.output.contains("s390apconfig"), "\(result.output)")
  }
}
