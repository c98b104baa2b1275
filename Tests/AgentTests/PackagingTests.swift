import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite
struct `The systemd unit` {
  private static let unit = Repository.root.appending("Packaging/apmatrix.service")

  @Test(Needs.tool("systemd-analyze", package: "systemd"))
  func `has a sandbox that an older systemd rates no worse than 1.4`() throws {
    let tool = try #require(Program.installed("systemd-analyze"))
    let result = try tool.run(["security", "--offline=true", "--no-pager", Self.unit.string])
    let line = try #require(result.output.split(separator: "\n").last { $0.contains("exposure") })
    let score = line.split(separator: " ").compactMap { Double($0) }.first
    #expect(try #require(score) <= 1.4, "\(line)")
  }

  /// What systemd 257 finds fault with has its reason in the unit, by the setting's name.
  @Test(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
  func `is rated no worse than 1.2 by systemd 257, and says why for each fault`() throws {
    let scratch = try ScratchDirectory()
    let text = try TextFile.text(Self.unit)
    let script = """
      analyze() { systemd-analyze security --offline=true --no-pager "$@" $unit; }
      for unit in /mnt/units/apmatrix-processes@.service /mnt/units/apmatrix.service; do
        analyze --threshold=12 >/dev/null && echo "at most 1.2"
      done
      analyze --json=short | tr '{' '\\n' | grep '"set":false.*"exposure":"' |
        sed 's/.*"name":"\\([^"]*\\)".*/\\1/'

      """
    try SystemdBoot.prepare(
      scratch.path, units: try SystemdBoot.shipped(with: [:]), script: script)
    let result = try SystemdBoot.run(scratch.path, .debian13)
    let lines = result.output.split(separator: "\n")
    #expect(
      lines.prefix(2) == ["at most 1.2", "at most 1.2"] && lines.count >= 8, "\(result)")
    let reasons = text.split(separator: "\n").filter { $0.hasPrefix("#") }.joined(separator: "\n")
    for name in lines.dropFirst(2) {
      // `CapabilityBoundingSet=~CAP_SYS_PTRACE` is the capability, `User=/DynamicUser=` the first of two.
      let words = name.split { "=~/".contains($0) }
      let word = try #require(name.contains("~") ? words.last : words.first)
      #expect(reasons.contains(word), "\(name)")
    }
  }

  @Test(Needs.tool("systemd-analyze", package: "systemd"))
  func `is understood by systemd`() throws {
    let tool = try #require(Program.installed("systemd-analyze"))
    let scratch = try ScratchDirectory()
    // Debian 12 has a systemd that does not know notify-reload yet; the programs may be missing here.
    let text = try TextFile.text(Self.unit)
      .replacing("Type=notify-reload\n", with: "")
      .replacing("/usr/bin/apmatrix", with: "/bin/true")
      .replacing("/sbin/modprobe", with: "/bin/true")
    let copy = scratch.path.appending("apmatrix.service")
    try TextFile.write(text, to: copy)
    let result = try tool.run(["verify", "--man=no", "--recursive-errors=no", copy.string])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(!result.errors.contains("apmatrix.service"), "\(result.errors)")
  }

  @Test func `comes before whoever starts guests`() throws {
    let text = try TextFile.text(Self.unit)
    let before = try #require(text.split(separator: "\n").first { $0.hasPrefix("Before=") })
    for daemon in ["libvirtd", "virtqemud", "virtnodedevd", "libvirt-guests"] {
      #expect(before.contains(daemon + ".service"))
    }
    #expect(text.contains("\nType=notify\nType=notify-reload\n"))
  }
}

@Suite
struct `The udev rules` {
  private static let rules = Repository.root.appending("Rules/70-apmatrix.rules")
  private static let canTry =
    geteuid() == 0 && Program.installed("udevadm") != nil && Program.installed("unshare") != nil

  /// What udev would do for an event of a fake host that stands for `/sys`.
  private static func simulate(_ action: String, _ device: String) throws -> String {
    let scratch = try ScratchDirectory()
    let host = scratch.path.appending("sys")
    let made = try Program.apmatrix.run([
      "fake", "create", host.string, "--kernel", "7.1", "--adapters", "5:cca", "--domains", "4",
    ])
    #expect(made.status == 0, "\(made.errors)")
    let script = """
      mount -t tmpfs tmpfs /run && mkdir -p /run/udev/rules.d && cp \(rules) /run/udev/rules.d/
      mount --bind \(host) /sys
      SYSTEMD_DEVICE_VERIFY_SYSFS=0 exec udevadm test --action=\(action) /sys\(device) 2>&1
      """
    let unshare = try #require(Program.installed("unshare"))
    return try unshare.run(["--mount", "--propagation", "private", "sh", "-c", script]).output
  }

  @Test(
    .enabled(if: canTry, "needs root, udevadm and unshare: .ci/setup --tests"),
    arguments: [
      ("add", "/devices/ap/card05", true), ("bind", "/devices/ap/card05", true),
      ("remove", "/devices/ap/card05", false), ("change", "/devices/ap/card05", false),
      ("add", "/devices/ap/card05/05.0004", false), ("bind", "/devices/ap/card05/05.0004", false),
    ])
  func `load vfio_ap for a card that zcrypt has taken, and for nothing else`(
    _ action: String, _ device: String, _ loads: Bool
  ) throws {
    let output = try Self.simulate(action, device)
    #expect(output.contains("Reading rules file: /run/udev/rules.d/70-apmatrix.rules"))
    #expect(!output.contains("70-apmatrix.rules:1 "), "\(output)")
    #expect(output.contains("run: 'kmod load vfio_ap'") == loads, "\(output)")
    #expect(!output.contains("SYSTEMD_WANTS"))
  }

  @Test(.enabled(if: canTry, "needs root, udevadm and unshare: .ci/setup --tests"))
  func `show the matrix device to systemd, and start nothing`() throws {
    let output = try Self.simulate("add", "/devices/vfio_ap/matrix")
    #expect(!output.contains("SYSTEMD_WANTS"), "\(output)")
    #expect(output.contains("TAGS=:systemd:"))
    #expect(!output.contains("Invalid"), "\(output)")
  }

  @Test(.enabled(if: canTry, "needs root, udevadm and unshare: .ci/setup --tests"))
  func `have no key that udev does not know`() throws {
    let output = try Self.simulate("add", "/devices/vfio_ap/matrix")
    let remarks = output.split(separator: "\n").filter {
      $0.contains("70-apmatrix.rules:") && ($0.contains("nvalid") || $0.contains("nknown"))
    }
    #expect(remarks.isEmpty, "\(remarks)")
  }
}

@Suite
struct `The filter of system calls` {
  /// All calls of a set of systemd, and of the sets in it.
  private static func calls(_ set: String, _ tool: Program) throws -> Set<String> {
    let lines = try tool.run(["syscall-filter", "--no-pager", set]).output.split(separator: "\n")
    var calls: Set<String> = []
    for line in lines.dropFirst() {
      let name = line.drop { $0 == " " }
      if name.hasPrefix("@") {
        calls.formUnion(try Self.calls(String(name), tool))
      } else if !name.hasPrefix("#") {
        calls.insert(String(name))
      }
    }
    return calls
  }

  /// The names in a trace once its writer has finished it, which is after the traced program's end.
  private static func used(_ trace: FilePath, _ host: FakeLPAR) throws -> Set<String> {
    let finished = host.wait { _ in
      (try? TextFile.text(trace))?.hasSuffix("+++ exited with 0 +++\n") == true
    }
    try #require(finished, "the trace has no end")
    let lines = try TextFile.text(trace).split(separator: "\n")
    return Set(lines.compactMap(Self.name))
  }

  /// The call in a line; the number of the thread before it is padded: `12    read(3, ...`.
  private static func name(_ line: Substring) -> String? {
    let call = line.drop { $0.isNumber }.drop { $0 == " " }
    guard let end = call.firstIndex(of: "(") else { return nil }
    let name = call[..<end]
    return name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } ? String(name) : nil
  }

  @Test(Needs.strace, Needs.tool("systemd-analyze", package: "systemd"))
  func `lets the agent do all that it does`() throws {
    let tool = try #require(Program.installed("systemd-analyze"))
    var allowed = try Self.calls("@system-service", tool)
    for set in ["@privileged", "@resources"] { allowed.subtract(try Self.calls(set, tool)) }
    let host = try FakeLPAR(.log)
    try host.declare(`An agent and a fake host as processes`.guests)
    let trace = host.file("trace")
    let agent = try host.startAgent(under: "strace -D -f -o \(trace)")
    #expect(host.wait { $0.status.contains("\"condition\":\"waiting\"") })
    try host.fake("adapter", "add", "0x07:cca", "--scan")
    #expect(host.wait { $0.status.contains("\"condition\":\"as declared\"") })
    agent.signal(SIGHUP)
    let reloaded = host.wait { _ in agent.text.contains("read again and in force") }
    #expect(reloaded, "\(agent.text)")
    #expect(host.stop(agent) == 0)
    let used = try Self.used(trace, host)
    #expect(used.count > 20, "\(used)")
    // The program is started by systemd before the filter is in force for what it starts.
    let forbidden = used.subtracting(allowed).sorted()
    #expect(forbidden.isEmpty, "\(forbidden)")
  }
}
