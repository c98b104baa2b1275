import Glibc
import SystemPackage
import TestSupport
import Testing

/// An agent whose files and lock are on a small file system of its own.
@Suite(.serialized)
struct `A file system without room, or read-only,` {
  private typealias Living = `An agent and a fake host as processes`

  /// What befalls the file system.
  enum Fault: String, CaseIterable {
    case full = "No space left on device"
    case readOnly = "Read-only file system"
  }

  /// A host, its agent, and the directory that is the agent's own file system.
  private struct Lab {
    let host: FakeLPAR
    let agent: Background
    let inside: FilePath

    /// - Parameters:
    ///   - lock: whether the lock of the AP tools is there, too.
    ///   - history: whether a history is.
    init(lock: Bool, history: Bool = false) throws {
      host = try FakeLPAR(.log, adapters: "5:cca,6:accel,7:cca")
      try host.declare(Living.guests)
      let place = host.file("run")
      try TextFile.makeDirectories(place)
      let wrapper = host.file("wrapper")
      try TextFile.write(
        "mount -t tmpfs -o size=64k tmpfs \(place) && exec \"$@\"\n", to: wrapper)
      agent = try host.startAgent(
        "--status-file \(place)/status.json --metrics \(place)/apmatrix.prom"
          + (lock ? " --lock \(place)/lock" : "")
          + (history ? " --history \(place)/history" : ""),
        under: "unshare --mount --propagation private sh \(wrapper)")
      inside = FilePath("/proc/\(agent.pid)/root\(place)")
    }

    /// What the agent publishes.
    var status: String { (try? TextFile.text(inside.appending("status.json"))) ?? "" }

    var isWhole: Bool {
      Living.matrix(host, Living.web).count == 4
        && Living.matrix(host, Living.data) == ["05.0047", "07.0047"]
    }

    /// Has something done as root within the agent's mounts.
    func within(_ command: String) throws {
      let shell = try #require(Program.installed("nsenter"))
      let result = try shell.run(["-t", "\(agent.pid)", "-m", "sh", "-c", command])
      #expect(result.status == 0, "\(result.errors)")
    }

    func begin(_ fault: Fault) throws {
      switch fault {
      case .full: try within("! dd if=/dev/zero of=\(host.file("run"))/filler bs=4k 2>/dev/null")
      case .readOnly: try within("mount -o remount,ro \(host.file("run"))")
      }
    }

    func end(_ fault: Fault) throws {
      switch fault {
      case .full: try within("rm \(host.file("run"))/filler")
      case .readOnly: try within("mount -o remount,rw \(host.file("run"))")
      }
    }
  }

  @Test(
    .enabled(if: Living.canIsolate, "needs root and unshare: mounts of its own"),
    arguments: Fault.allCases)
  func `keeps no repair from being made, and status comes when there is room`(fault: Fault) throws {
    let lab = try Lab(lock: false)
    defer { _ = lab.host.stop(lab.agent) }
    try #require(lab.host.wait { _ in lab.isWhole && lab.status.contains("\"as declared\"") })
    try lab.begin(fault)
    let before = lab.status
    try lab.host.fake("adapter", "remove", "6", "--scan")
    let told = "status.json: not written: \(fault.rawValue)"
    #expect(lab.host.wait { _ in lab.agent.text.contains(told) }, "\(lab.agent.text)")
    try lab.host.fake("write", "devices/vfio_ap/matrix/\(Living.data)/unassign_domain", "0x47")
    #expect(
      lab.host.wait { Living.matrix($0, Living.data) == ["05.0047", "07.0047"] },
      "\(lab.agent.text)")
    #expect(lab.status == before && before.hasSuffix("}\n"))
    try lab.host.fake("adapter", "add", "6:accel", "--scan")
    #expect(lab.host.wait { _ in lab.isWhole })
    try lab.end(fault)
    #expect(lab.host.wait { _ in lab.status != before && lab.status.contains("\"as declared\"") })
    let lines = lab.agent.text.split(separator: "\n")
    #expect(lines.count { $0.contains("not written") } == 2, "\(lines)")
    #expect(TextFile.names(lab.inside).sorted() == ["apmatrix.prom", "status.json"])
    #expect(lab.host.stop(lab.agent) == 0)
  }

  @Test(
    .enabled(if: Living.canIsolate, "needs root and unshare: mounts of its own"),
    arguments: Fault.allCases)
  func `has no lock for a repair, which waits and says so`(fault: Fault) throws {
    let lab = try Lab(lock: true)
    defer { _ = lab.host.stop(lab.agent) }
    try #require(lab.host.wait { _ in lab.isWhole && lab.status.contains("\"as declared\"") })
    try lab.begin(fault)
    try lab.host.fake("write", "devices/vfio_ap/matrix/\(Living.data)/unassign_domain", "0x47")
    let told = "lock: can't be locked: \(fault.rawValue)"
    #expect(lab.host.wait { _ in lab.agent.text.contains(told) }, "\(lab.agent.text)")
    #expect(!lab.isWhole)
    try lab.end(fault)
    #expect(lab.host.wait { _ in lab.isWhole }, "\(lab.agent.text)")
    #expect(lab.host.wait { _ in lab.status.contains("\"as declared\"") })
    #expect(lab.host.stop(lab.agent) == 0)
    #expect(lab.agent.text.hasSuffix("agent: ends\n"))
  }

  @Test(.enabled(if: Living.canIsolate, "needs root and unshare: mounts of its own"))
  func `lets the history wait in memory, and nothing of it is lost`() throws {
    let fault = Fault.full
    let lab = try Lab(lock: false, history: true)
    defer { _ = lab.host.stop(lab.agent) }
    try #require(lab.host.wait { _ in lab.isWhole && lab.status.contains("\"as declared\"") })
    try lab.begin(fault)
    let told = "/history: not written: \(fault.rawValue)"
    // A page that the file has already may take a few lines more.
    while !lab.agent.text.contains(told) {
      try lab.host.fake("write", "devices/vfio_ap/matrix/\(Living.data)/unassign_domain", "0x47")
      try #require(lab.host.wait { _ in lab.isWhole }, "\(lab.agent.text)")
    }
    try lab.end(fault)
    #expect(lab.host.wait { _ in lab.agent.text.contains("the history is written again") })
    let copy = lab.host.file("copy")
    try lab.within("cp -r \(lab.host.file("run"))/history /proc/\(getpid())/root\(copy)")
    let check = try Program.apmatrix.run(["history", "--history", copy.string, "--verify"])
    #expect(check.status == 0, "\(check.errors)")
    let rows = try Program.apmatrix.run(["history", "--history", copy.string]).output
    #expect(!rows.contains("did not fit"), "\(rows)")
    #expect(lab.host.stop(lab.agent) == 0)
    #expect(lab.agent.text.split(separator: "\n").count { $0.contains(told) } == 1)
  }
}
