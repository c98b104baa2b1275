import APHost
import APModel
import Glibc
import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `A running guest` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private func find(_ nodes: [ArchiveNode], inUse: Bool? = true) throws -> GuestProcess? {
    try look(nodes, inUse: inUse).process
  }

  private func look(_ nodes: [ArchiveNode], inUse: Bool?) throws -> Mdev {
    let host = try RecordedHost("7.1.8/u-01-in-use").tree()
    let proc = ArchiveTree(try Archive(nodes: nodes), origin: "/proc")
    var mdev = Mdev(Self.uuid)
    mdev.isInUse = inUse
    mdev.group = 0
    var mdevs = [mdev]
    ProcReader(proc).findProcesses(of: &mdevs, sysfs: host)
    return mdevs[0]
  }

  private func arguments(_ words: String...) -> ArchiveNode.Content { arguments(words) }

  private func arguments(_ words: [String]) -> ArchiveNode.Content {
    .value(words.flatMap { Array($0.utf8) + [0] })
  }

  private func process(_ pid: Int, _ words: [String], opens files: String...) -> [ArchiveNode] {
    [ArchiveNode(path: "\(pid)/cmdline", mode: 0o444, content: arguments(words))]
      + (files.isEmpty
        ? [] : [ArchiveNode(path: "\(pid)/fd/0", mode: 0o777, content: .link("/dev/null"))])
      + files.enumerated().map { number, file in
        ArchiveNode(path: "\(pid)/fd/\(number + 3)", mode: 0o777, content: .link(file))
      }
  }

  @Test(
    arguments: [
      (["-name", "guest=web01,debug-threads=on"], "web01"),
      (["-name", "debug-threads=on,guest=web01"], "web01"),
      (["-name", "web01"], "web01"), (["-name", "debug-threads=on"], nil), ([], nil),
    ] as [([String], String?)])
  func `is named by the command line of its QEMU`(options: [String], name: String?) throws {
    let words = ["qemu-system-s390x"] + options + ["-device", "vfio-ap,sysfsdev=/x/\(Self.uuid)"]
    #expect(try find(process(4711, words)) == GuestProcess(pid: 4711, name: name))
  }

  private static let device = "/sys/bus/mdev/devices/\(uuid)"
  private static let definitions = [
    "vfio-ap,id=hostdev0,sysfsdev=\(device)", "driver=vfio-ap,sysfsdev=\(device)/,id=hostdev0",
    #"{"driver":"vfio-ap","id":"hostdev0","sysfsdev":"\#(device)"}"#,
    #"{ "sysfsdev": "\#(device)", "driver": "vfio-ap" }"#,
  ]

  /// Without root the files of another's process can't be seen; then the kernel's word alone counts.
  @Test(arguments: definitions, [true, nil, false])
  func `is named, but never declared running, by a device definition`(
    definition: String, inUse: Bool?
  ) throws {
    let words = ["qemu-system-s390x", "-name", "guest=web01", "-device", definition]
    let mdev = try look(process(4711, words), inUse: inUse)
    #expect(mdev.isInUse == inUse)
    #expect(mdev.process == (inUse == false ? nil : GuestProcess(pid: 4711, name: "web01")))
  }

  @Test(
    arguments: [
      ["watch", "cat", "/sys/devices/vfio_ap/matrix/\(uuid)/guest_matrix"],
      ["tail", "-f", "/sys/devices/vfio_ap/matrix/\(uuid)/matrix"],
      ["find", "/sys/devices/vfio_ap/matrix/\(uuid)", "-name", "matrix"],
      ["sh", "-c", "qemu-system-s390x -device vfio-ap,sysfsdev=\(device)"],
      ["mdevctl", "start", "-u", uuid, "-p", "vfio_ap"],
      ["grep", "vfio-ap,sysfsdev=\(device)", "/var/log/libvirt/qemu/web01.log"],
      ["qemu-system-s390x", "-device", "vfio-ccw,sysfsdev=\(device)"],
      ["qemu-system-s390x", "-device", "vfio-ap,sysfsdev=\(device)0"],
      ["qemu-system-s390x", "-device", "{\"driver\":\"vfio-ccw\",\"id\":\"vfio-ap \(uuid)\"}"],
    ], [true, nil])
  func `is not one that only speaks of its device`(words: [String], inUse: Bool?) throws {
    let mdev = try look(process(77, words), inUse: inUse)
    #expect(mdev.process == nil)
    #expect(mdev.isInUse == inUse)
  }

  /// `ssh host qemu-system-s390x ...` has the same arguments.
  @Test func `is the process that has the device open of all that name it`() throws {
    let words = ["qemu-system-s390x", "-name", "web01", "-device", Self.definitions[0]]
    let impostor = process(12, ["ssh", "host"] + words, opens: "/dev/tty")
    let guest = process(4711, words, opens: "/dev/kvm", "/dev/vfio/0")
    #expect(try find(impostor + guest) == GuestProcess(pid: 4711, name: "web01"))
    #expect(try find(impostor) == nil)
    let other = process(4711, ["vmm", "-name", "web02"], opens: "/dev/vfio/0")
    #expect(try find(impostor + other) == GuestProcess(pid: 4711, name: "web02"))
  }

  /// A real process, whose command line is longer than an attribute can be, as with many disks.
  @Test func `is named by a long command line`() throws {
    let uuid = "0f0e0d0c-0b0a-4908-8706-050403020100"
    let guest = try #require(Program.installed("sh")).start([
      "-c", "kill -STOP $$", "qemu-system-s390x", String(repeating: "d", count: 70_000),
      "-name", "guest=web01", "-device", "vfio-ap,sysfsdev=/x/\(uuid)",
    ])
    defer {
      guest.send(SIGKILL)
      guest.wait()
    }
    var mdevs = [Mdev(uuid)]
    let host = try RecordedHost("7.1.8/u-01-in-use").tree()
    // It has its arguments once it runs, and then it stops.
    var status: CInt = 0
    #expect(waitpid(pid_t(guest.pid), &status, WUNTRACED) == pid_t(guest.pid))
    ProcReader(ProcReader.files).findProcesses(of: &mdevs, sysfs: host)
    #expect(mdevs[0].process == GuestProcess(pid: Int(guest.pid), name: "web01"))
  }

  /// An mdev without a queue has no `status` that could tell, and where `guest_matrix` is cut off the
  /// queue that was asked may not be the guest's.
  @Test(arguments: [nil, false])
  func `is known by its open device where no queue tells of it`(inUse: Bool?) throws {
    let words = ["qemu-system-s390x", "-name", "web01", "-device", Self.definitions[0]]
    let mdev = try look(process(4711, words, opens: "/dev/vfio/0"), inUse: inUse)
    #expect(mdev.isInUse == true)
    #expect(mdev.process == GuestProcess(pid: 4711, name: "web01"))
    let other = try look(process(4711, words, opens: "/dev/vfio/1"), inUse: inUse)
    #expect(other.isInUse == inUse)
    #expect(other.process == nil)
  }

  @Test(arguments: ["/dev/vfio/0", "/dev/vfio/devices/vfio0"])
  func `is found by the device that it has open`(device: String) throws {
    let process = try find([
      ArchiveNode(path: "7/cmdline", mode: 0o444, content: arguments("bash")),
      ArchiveNode(path: "7/fd/0", mode: 0o777, content: .link("/dev/tty")),
      ArchiveNode(path: "12/cmdline", mode: 0o444, content: arguments("kvmtool", "-name", "db")),
      ArchiveNode(path: "12/fd/0", mode: 0o777, content: .link("/dev/null")),
      ArchiveNode(path: "12/fd/9", mode: 0o777, content: .link(device)),
    ])
    #expect(process == GuestProcess(pid: 12, name: "db"))
  }

  @Test func `stays unnamed, and that is no error, where nothing can be seen`() throws {
    #expect(try find([ArchiveNode(path: "1/fd", mode: 0o500, content: .directory)]) == nil)
    #expect(try find([]) == nil)
  }

  @Test func `is looked for in open files only if its queues are in use`() throws {
    let nodes = [
      ArchiveNode(path: "12/fd/9", mode: 0o777, content: .link("/dev/vfio/0"))
    ]
    #expect(try find(nodes) == GuestProcess(pid: 12, name: nil))
    #expect(try find(nodes, inUse: false) == nil)
  }
}
