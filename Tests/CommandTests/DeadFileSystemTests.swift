import PlainJSON
import SystemPackage
import TestSupport
import Testing

/// The real program where a file system of the host has a server that never answers.
@Suite(SilentFileSystem.canMount, Needs.tool("timeout", package: "coreutils"))
struct `On a host with a dead file system` {
  /// A fake host, and a root whose directory is dead.
  private struct DeadHost: ~Copyable {
    let scratch: ScratchDirectory
    let dead: SilentFileSystem

    static func make(_ path: String) throws -> DeadHost {
      let scratch = try ScratchDirectory()
      let root = scratch.path.appending("root")
      try TextFile.write(
        "<domain><name>web</name><uuid>x</uuid></domain>\n",
        to: root.appending("run/libvirt/qemu/web.xml"))
      let place = root.pushing(FilePath(path))
      try TextFile.makeDirectories(place)
      let made = try Program.apmatrix.run([
        "fake", "create", scratch.path.appending("host").string, "--adapters", "5:cca",
        "--domains", "4",
      ])
      try #require(made.status == 0, "\(made.errors)")
      return DeadHost(scratch: scratch, dead: try SilentFileSystem(at: place))
    }

    deinit { dead.end() }

    func run(_ arguments: String...) throws -> Program.Result {
      try #require(Program.installed("timeout")).run(
        ["60", try Program.apmatrix.path.string] + arguments + [
          "--sysfs", scratch.path.appending("host").string,
          "--root", scratch.path.appending("root").string,
        ])
    }
  }

  private static func unseen(_ output: String) throws -> [String] {
    try JSONParser.parse(output)["notLookedAt"]?.array?.compactMap(\.string) ?? []
  }

  @Test(arguments: [
    "etc/libvirt/qemu", "run/libvirt/qemu", "etc/zkey/repository", "etc/opencryptoki",
    "var/lib/kubelet/pods", "etc/mdevctl.d/matrix", "etc/udev/rules.d", "usr/lib/udev/rules.d",
    "etc/modprobe.d", "usr/lib/modules-load.d", "etc/systemd/system", "etc/apmatrix",
    "run/apmatrix", "run/lock", "proc", "sys/module/kernel",
  ])
  func `doctor ends, names the directory, and calls nothing healthy`(path: String) throws {
    let host = try DeadHost.make(path)
    let json = try host.run("doctor", "--format", "json")
    #expect(json.status == 1, "\(json.errors)")
    #expect(try Self.unseen(json.output) == ["/\(path): did not answer in time"])
    let findings = try JSONParser.parse(json.output)["findings"]?.array ?? []
    let silent = findings.filter { $0["id"]?.string == "directory-silent" }
    #expect(silent.map { $0["group"]?.string } == ["wrong-now"])
    #expect(silent.first?["evidence"]?.array?.first?["path"]?.string == "/\(path)")
  }

  @Test func `doctor has it in its line for monitoring`() throws {
    let host = try DeadHost.make("etc/zkey/repository")
    let check = try host.run("doctor", "--check")
    #expect(check.status == 2, "\(check.errors)")
    let line = "WRONG: /etc/zkey/repository does not answer, and nothing there was looked at"
    #expect(check.output.hasPrefix(line), "\(check.output)")
    #expect(
      check.errors == "apmatrix: not looked at: /etc/zkey/repository: did not answer in time\n")
  }

  /// Nothing below it is asked for again, or this would take its time for each of a dozen directories.
  @Test func `doctor waits only so long in all where everything is dead`() throws {
    let host = try DeadHost.make("etc")
    let json = try host.run("doctor", "--format", "json")
    #expect(json.status == 1, "\(json.errors)")
    #expect(try Self.unseen(json.output).count > 5)
    #expect(!json.output.contains("\"healthy\": true"))
  }

  @Test func `a recording tells it as the host does`() throws {
    let host = try DeadHost.make("etc/libvirt/qemu")
    let file = host.scratch.path.appending("recording").string
    let recorded = try host.run("record", "--with-neighbours", file)
    #expect(recorded.status == 1)
    #expect(
      recorded.errors
        == "apmatrix: record: /etc/libvirt/qemu did not answer in time, and is not in the file\n")
    let there = try host.run("doctor", "--format", "json")
    let here = try Program.apmatrix.run(["doctor", "--format", "json", "--sysfs", file])
    #expect(here.status == 1)
    #expect(try Self.unseen(here.output) == Self.unseen(there.output))
    #expect(here.output.contains("\"directory-silent\""))
  }

  private static let canIsolate = ConditionTrait.enabled(
    if: Program.installed("unshare") != nil, "needs unshare")

  /// Runs a script on a host one of whose own directories is dead, in mounts of the test's own.
  private static func run(
    _ script: String, on host: borrowing DocumentedHost, dead path: String
  ) throws -> Program.Result {
    let place = host.scratch.path.appending("dead")
    try TextFile.makeDirectories(place)
    let dead = try SilentFileSystem(at: place)
    defer { dead.end() }
    let mounts = """
      mkdir \(host.scratch.path)/etc && mount --bind /etc \(host.scratch.path)/etc
      mount -t tmpfs tmpfs /etc && cp -a \(host.scratch.path)/etc/ld.so* /etc && mkdir -p \(path)
      mount -t tmpfs tmpfs /run && mkdir /run/lock
      mount --bind \(host.root) /sys && mount --bind \(place) \(path)

      """
    return try #require(Program.installed("unshare")).run([
      "--mount", "--propagation", "private", "sh", "-c", mounts + script,
    ])
  }

  @Test(
    canIsolate,
    arguments: [
      ("/etc/zkey", "which queues /etc/zkey/repository names: did not answer in time"),
      ("/etc/mdevctl.d", "next boot: not looked at: /etc/mdevctl.d/matrix: did not answer in time"),
    ])
  func `plan ends and says what it has not looked at`(path: String, line: String) throws {
    let host = try DocumentedHost.make("7.1")
    let result = try Self.run(
      "timeout 60 \(try Program.apmatrix.path) plan --config \(host.config)", on: host, dead: path)
    #expect(result.status == 2, "\(result.errors)")
    let text = DocumentedHost.joined(result.output + result.errors)
    #expect(text.contains(line), "\(text)")
  }

  /// A process whose memory can't be had, as where its pages are a dead file system's.
  @Test(canIsolate, arguments: ["doctor", "status --check"])
  func `a process that can't be looked at keeps nobody waiting`(command: String) throws {
    let host = try DocumentedHost.make("7.1")
    let program = try Program.apmatrix.path
    let made = try Program.apmatrix.run([
      "apply", "--yes", "--config", host.config.string, "--sysfs", host.root.string,
    ])
    try #require(made.status == 0, "\(made.errors)")
    let script = """
      sleep 60 & asleep=$!
      mount --bind \(host.scratch.path)/dead /proc/$asleep
      timeout 40 \(program) \(command); status=$?
      umount -l /proc/$asleep; kill $asleep
      [ $status != 124 ]
      """
    let result = try Self.run(script, on: host, dead: "/etc/nothing")
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(!result.output.isEmpty)
  }

  /// It has threads, so that it runs itself anew to have the files read.
  @Test(canIsolate)
  func `the agent repairs, says what it has not looked at, and ends`() throws {
    let host = try DocumentedHost.make("7.1")
    let log = host.scratch.path.appending("log")
    let program = "\(try Program.apmatrix.path)"
    let script = """
      chown 0 \(host.config) && chmod 600 \(host.config)
      \(program) agent --config \(host.config) --events kernel 2>\(log) & pid=$!
      for i in $(seq 300); do grep -q 'etc/zkey' \(log) && break; sleep 0.1; done
      kill $pid && wait $pid
      """
    let result = try Self.run(script, on: host, dead: "/etc/zkey")
    let text = try TextFile.text(log)
    #expect(result.status == 0, "\(text)")
    #expect(
      text.contains("which queues /etc/zkey/repository names: did not answer in time"), "\(text)")
  }
}
