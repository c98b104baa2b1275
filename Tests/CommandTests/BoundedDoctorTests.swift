import Glibc
import PlainJSON
import SystemPackage
import TestSupport
import Testing

/// The real doctor on hosts with files that answer never, or without end.
@Suite(Needs.tool("timeout", package: "coreutils"))
struct `The doctor's look at a host` {
  private static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"

  /// Every kind of file that it reads.
  private static let read = [
    "etc/apmatrix/apmatrix.yaml", "proc/cmdline", "etc/modprobe.d/x.conf",
    "etc/modules-load.d/x.conf", "etc/udev/rules.d/41-ap.rules", "etc/udev/rules.d/99-x.rules",
    "usr/lib/udev/rules.d/60-mdevctl.rules", "usr/lib/udev/rules.d/70-apmatrix.rules",
    "etc/mdevctl.d/matrix/\(web)", "etc/libvirt/qemu/web.xml", "run/libvirt/qemu/web.xml",
    "etc/zkey/repository/x.info", "etc/opencryptoki/ep11tok.conf",
    "var/lib/kubelet/pods/1/volumes/kubernetes.io~configmap/x/cex_resources.json",
    "etc/systemd/system/apmatrix.service", "etc/systemd/system/apmatrix.service.d/x.conf",
    "run/lock/s390apconfig.lock",
  ]
  /// What it only asks something about, or can do without.
  private static let asked = [
    "run/apmatrix/status.json", "run/apmatrix/agent.claim", "sys/module/vfio_ap/initstate",
    "proc/sysinfo",
  ]

  /// Examines a fake host with such files; what takes so long that it is ended has status 124.
  private static func doctor(_ prepare: (FilePath) throws -> Void) throws -> Program.Result {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("root")
    try TextFile.makeDirectories(root.appending("sys/module/kernel/parameters"))
    try TextFile.makeDirectories(root.appending("proc/self"))
    try prepare(root)
    let host = scratch.path.appending("host")
    let made = try Program.apmatrix.run([
      "fake", "create", host.string, "--adapters", "5:cca", "--domains", "4",
    ])
    try #require(made.status == 0, "\(made.errors)")
    return try #require(Program.installed("timeout")).run([
      "120", try Program.apmatrix.path.string, "doctor", "--sysfs", host.string, "--root",
      root.string, "--format", "json",
    ])
  }

  @Test(arguments: read + asked)
  func `waits for no pipe`(path: String) throws {
    let result = try Self.doctor { root in
      let place = root.pushing(FilePath(path))
      try TextFile.makeDirectories(place.removingLastComponent())
      try #require(mkfifo(place.string, 0o600) == 0)
    }
    guard Self.read.contains(path) else {
      #expect(result.status == 0, "\(result.errors)")
      return
    }
    #expect(result.status == 1, "\(result.errors)")
    let unseen = try JSONParser.parse(result.output)["notLookedAt"]?.array?.compactMap(\.string)
    #expect(unseen?.count == 1)
    #expect(unseen?.first?.contains("/\(path)") == true)
  }

  @Test(arguments: ["/dev/zero", "loop", "/proc/self/mem"])
  func `ends although a file is endless, a link goes in a circle, or a read fails`(
    target: String
  ) throws {
    let result = try Self.doctor { root in
      for path in Self.read {
        let place = root.pushing(FilePath(path))
        try TextFile.makeDirectories(place.removingLastComponent())
        try #require(
          symlink(target == "loop" ? place.lastComponent?.string ?? "" : target, place.string) == 0)
      }
    }
    #expect(result.status == 1, "\(result.errors)")
  }

  @Test func `looks through 10,000 domains of libvirt`() throws {
    let result = try Self.doctor { root in
      for number in 0..<10_000 {
        try TextFile.write(
          "<domain><name>g\(number)</name><uuid>x</uuid></domain>\n",
          to: root.appending("etc/libvirt/qemu").appending("g\(number).xml"))
      }
    }
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test(arguments: ["etc/libvirt/qemu", "run/libvirt/qemu"])
  func `reads a domain that is longer than an attribute can be`(directory: String) throws {
    let disks = String(repeating: "<disk><source dev='/dev/mapper/a-disk'/></disk>\n", count: 1_500)
    let result = try Self.doctor { root in
      try TextFile.write(
        "<domain><name>web</name><uuid>x</uuid><devices>\(disks)</devices></domain>\n",
        to: root.pushing(FilePath(directory)).appending("web.xml"))
    }
    #expect(result.status == 0, "\(result.output)")
    #expect(try JSONParser.parse(result.output)["notLookedAt"]?.array?.isEmpty == true)
  }

  /// It never takes the lock of all AP tools, nor waits for it.
  @Test func `waits for no lock`() throws {
    let result = try Self.doctor { root in
      try TextFile.write("1\n", to: root.appending("run/lock/s390apconfig.lock"))
    }
    #expect(result.status == 0, "\(result.errors)")
  }
}
