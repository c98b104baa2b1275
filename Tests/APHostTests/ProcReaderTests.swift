import APHost
import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `A running guest` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private func find(_ nodes: [ArchiveNode], inUse: Bool? = true) throws -> GuestProcess? {
    let host = try RecordedHost("7.1.8/u-01-in-use").tree()
    let proc = ArchiveTree(try Archive(nodes: nodes), origin: "/proc")
    var mdev = Mdev(Self.uuid)
    mdev.isInUse = inUse
    mdev.group = 0
    var mdevs = [mdev]
    ProcReader(proc).findProcesses(of: &mdevs, sysfs: host)
    return mdevs[0].process
  }

  private func arguments(_ words: String...) -> ArchiveNode.Content {
    .value(words.flatMap { Array($0.utf8) + [0] })
  }

  @Test(
    arguments: [
      (["-name", "guest=web01,debug-threads=on"], "web01"),
      (["-name", "debug-threads=on,guest=web01"], "web01"),
      (["-name", "web01"], "web01"), (["-name", "debug-threads=on"], nil), ([], nil),
    ] as [([String], String?)])
  func `is named by the command line of its QEMU`(options: [String], name: String?) throws {
    let words = ["qemu-system-s390x"] + options + ["-device", "vfio-ap,sysfsdev=/x/\(Self.uuid)"]
    let line = ArchiveNode.Content.value(words.flatMap { Array($0.utf8) + [0] })
    let process = try find([ArchiveNode(path: "4711/cmdline", mode: 0o444, content: line)])
    #expect(process == GuestProcess(pid: 4711, name: name))
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
