import Glibc
import SystemPackage
import TestSupport
import Testing

/// A host that contradicts itself in many files, read where it is and from its recording.
@Suite
struct `A recorded host with its neighbours` {
  private static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let definitions = "etc/mdevctl.d/matrix"

  /// The documented host, with everything that the doctor looks at somehow wrong.
  private static func make() throws -> DocumentedHost {
    let host = try DocumentedHost.make("7.1")
    #expect(try host.run("apply", "--yes").status == 0)
    let root = host.scratch.path
    let config = root.appending("etc/apmatrix/apmatrix.yaml")
    try TextFile.write(try TextFile.text(host.config), to: config)
    #expect(chmod(config.string, 0o666) == 0)
    let rule = #"ACTION=="add", RUN{program}+="/usr/sbin/mdevctl start-parent-mdevs matrix""#
    for (path, text) in [
      ("proc/cmdline", "root=/dev/dasda1 luks.key=hunter2 ap.apmask=0xffff\n"),
      ("etc/modprobe.d/ap.conf", "options ap aqmask=0x0\noptions hunter2 x=1\n"),
      ("etc/modules-load.d/vfio.conf", "vfio-ap\n"),
      ("usr/lib/udev/rules.d/60-mdevctl.rules", rule),
      ("\(definitions)/\(web)", "{\"mdev_type\": \"vfio_ap-passthrough\", \"start\": \"auto\"}\n"),
      ("\(definitions)/3d2a2b86-33a6-4e3f-8a4b-6d0ad8b9a111", ""),
      ("run/lock/s390apconfig.lock", "4711\n"), ("run/apmatrix/status.json", "{}\n"),
      ("sys/module/kernel/parameters/panic", "0\n"),
      ("usr/lib/systemd/system/apmatrix.service", ""),
    ] { try TextFile.write(text, to: root.appending(path)) }
    // A lock grows older while it is looked at; one of a time to come has no age.
    let late = [
      timeval(tv_sec: 4_000_000_000, tv_usec: 0), timeval(tv_sec: 4_000_000_000, tv_usec: 0),
    ]
    #expect(utimes(root.appending("run/lock/s390apconfig.lock").string, late) == 0)
    let own = root.appending("etc/udev/rules.d/70-apmatrix.rules")
    try TextFile.makeDirectories(own.removingLastComponent())
    #expect(symlink("/dev/null", own.string) == 0)
    return host
  }

  @Test func `is told as where it was recorded, and shows no secret`() throws {
    let host = try Self.make()
    let root = host.scratch.path.string
    let live = try host.plain("doctor", "--root", root)
    #expect(live.errors.isEmpty)
    for words in [
      "not only root decides", "other masks than run now", "mdevctl does not start",
      "no agent starts with it", "was left by a process",
      "so that modprobe's options for it do nothing",
    ] { #expect(DocumentedHost.joined(live.output).contains(words), "\(words): \(live.output)") }
    let file = host.scratch.path.appending("host.sysfs")
    let record = try host.plain("record", "--with-neighbours", "--root", root, file.string)
    #expect(record.status == 0, "\(record.errors)")
    let recorded = try Program.apmatrix.run(["doctor", "--sysfs", file.string])
    #expect(Self.body(recorded.output) == Self.body(live.output))
    #expect(recorded.status == live.status)
    #expect(!(try TextFile.text(file)).contains("hunter2"))

    let unpacked = host.scratch.path.appending("unpacked")
    let unpack = try Program.apmatrix.run(["unpack", file.string, unpacked.string])
    #expect(unpack.status == 0)
    let again = try Program.apmatrix.run(["doctor", "--sysfs", unpacked.string])
    #expect(Self.body(again.output) == Self.body(live.output))
  }

  /// What modprobe's files say, in each way in which they may be written, and what the doctor finds of it.
  @Test(arguments: [
    ("options ap \\\n  apmask=nonsense \\\n  aqmask=0x0\n", "can't read ap.apmask=nonsense", true),
    ("softdep zcrypt-cex4 \\\n  post: vfio-ap\n", "nothing loads vfio_ap at a boot", false),
    ("softdep other post: x\n", "nothing loads vfio_ap at a boot", true),
    ("blacklist vfio-ap\n", "vfio_ap is not loaded at a boot: it is blocked", true),
    ("install vfio-ap \\\n/bin/false\n", "vfio_ap is not loaded at a boot: it is blocked", true),
  ])
  func `has the same findings of modprobe's files`(
    text: String, finding: String, isFound: Bool
  ) throws {
    let host = try DocumentedHost.make("7.1")
    #expect(try host.run("apply", "--yes").status == 0)
    let root = host.scratch.path
    for (path, text) in [
      ("etc/apmatrix/apmatrix.yaml", try TextFile.text(host.config)),
      ("etc/modprobe.d/ap.conf", text + "options hunter2 x=1\n"),
      ("sys/module/kernel/parameters/panic", "0\n"), ("sys/module/ap/initstate", "live\n"),
      ("sys/module/vfio_ap/initstate", "live\n"),
    ] { try TextFile.write(text, to: root.appending(path)) }
    let live = try host.plain("doctor", "--root", root.string)
    #expect(DocumentedHost.joined(live.output).contains(finding) == isFound, "\(live.output)")
    let file = root.appending("host.sysfs")
    let record = try host.plain("record", "--with-neighbours", "--root", root.string, file.string)
    #expect(record.status == 0, "\(record.errors)")
    let recorded = try Program.apmatrix.run(["doctor", "--sysfs", file.string])
    #expect(Self.body(recorded.output) == Self.body(live.output))
    #expect(!(try TextFile.text(file)).contains("hunter2"))
  }

  @Test(Needs.jsonSchema) func `is told in JSON as the schema describes it`() throws {
    let host = try Self.make()
    let result = try host.plain("doctor", "--root", host.scratch.path.string, "--format", "json")
    #expect(result.output.contains("\"wrong-at-next-boot\""))
    let file = host.scratch.path.appending("doctor.json")
    try TextFile.write(result.output, to: file)
    let python = try #require(Program.installed("python3"))
    let check = try python.run([
      Repository.root.appending("Tests/tools/validate-json.py").string,
      Repository.root.appending("Packaging/schemas/apmatrix.doctor.v1.json").string, file.string,
    ])
    #expect(check.status == 0, "\(check.output)\(check.errors)")
  }

  /// What other commands say of a recording does not change with what stands beside its sysfs.
  @Test func `is the same host to other commands`() throws {
    let host = try Self.make()
    let (plain, whole) = (
      host.scratch.path.appending("plain.sysfs"), host.scratch.path.appending("whole.sysfs")
    )
    #expect(try host.plain("record", plain.string).status == 0)
    let record = try host.plain(
      "record", "--with-neighbours", "--root", host.scratch.path.string, whole.string)
    #expect(record.status == 0)
    let first = try Program.apmatrix.run(["status", "--sysfs", plain.string, "--verbose"])
    let second = try Program.apmatrix.run(["status", "--sysfs", whole.string, "--verbose"])
    #expect(first.output == second.output)
    let again = try Program.apmatrix.run([
      "record", "--sysfs", whole.string, "--with-neighbours", "--force", plain.string,
    ])
    #expect(again.status == 0, "\(again.errors)")
    #expect(try Self.neighbours(plain) == Self.neighbours(whole))
  }

  @Test func `is refused where there is nothing to record`() throws {
    let host = try DocumentedHost.make("7.1")
    let file = host.scratch.path.appending("host.sysfs").string
    let record = try host.plain("record", "--with-neighbours", file)
    #expect(record.status == 1)
    #expect(record.errors.contains("no host's files are here; name their directory with --root"))
  }

  /// What stands beside sysfs in a recording.
  private static func neighbours(_ file: FilePath) throws -> Substring {
    let text = try TextFile.text(file)
    let place = try #require(text.firstRange(of: "\n/neighbours\n"))
    return text[place.lowerBound...]
  }

  /// The report without its first line, which says where the host was read.
  private static func body(_ text: String) -> Substring { text.drop { $0 != "\n" } }
}
