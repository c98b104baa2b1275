import APHost
import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// Which programs reach which queues of the host through an open device node of zcrypt.
@Suite
struct `A program with a zcrypt node open` {
  private static func process(_ pid: Int, _ name: String, opens file: String) -> [ArchiveNode] {
    [
      ArchiveNode(path: "\(pid)/comm", mode: 0o444, content: .value(Array("\(name)\n".utf8))),
      ArchiveNode(path: "\(pid)/fd/3", mode: 0o777, content: .link(file)),
    ]
  }

  /// A node that reaches adapter 00 in the domains 0000 to 0003.
  private static let node: [String: PatchedTree.Answer] = [
    "class/zcrypt/small/apmask": .text("0x8" + String(repeating: "0", count: 63) + "\n"),
    "class/zcrypt/small/aqmask": .text("0xf" + String(repeating: "0", count: 63) + "\n"),
  ]

  /// The first process of every system, which has nothing open here.
  private static let first = ArchiveNode(
    path: "1/comm", mode: 0o444, content: .value(Array("systemd\n".utf8)))

  private static func users(
    _ processes: [ArchiveNode], _ refusals: [String: PatchedTree.Answer] = [:]
  ) throws -> QueueUsers {
    let sysfs = PatchedTree(try RecordedHost("7.1.8/a-01-zcrypt").tree(), node)
    let queues = try HostReader(sysfs, depth: .full).snapshot().queues
    let proc = ArchiveTree(try Archive(nodes: processes), origin: "/proc")
    return NodeUserReader(proc: PatchedTree(proc, refusals), sysfs: sysfs).users(of: queues)
  }

  private static func reached(_ processes: [ArchiveNode]) throws -> [APQN: [String]] {
    let users = try users([first] + processes)
    #expect(users.unseen.isEmpty)
    return users.programs
  }

  @Test func `reaches every queue of the host by the common one`() throws {
    let reached = try Self.reached(Self.process(812, "httpd", opens: "/dev/z90crypt"))
    #expect(!reached.isEmpty)
    #expect(reached.values.allSatisfy { $0 == ["httpd (pid 812)"] })
    let bound = try HostReader(try RecordedHost("7.1.8/a-01-zcrypt").tree()).snapshot().queues
      .filter { $0.driver != nil && !$0.isBoundToVFIO }
    #expect(Set(reached.keys) == Set(bound.map(\.id)))
  }

  @Test func `reaches by a further one what its masks leave`() throws {
    let reached = try Self.reached(
      Self.process(5, "signer", opens: "/dev/zcrypt/small")
        + Self.process(6, "cat", opens: "/dev/null"))
    #expect(!reached.isEmpty)
    #expect(
      reached.allSatisfy {
        $0.key.adapter == AdapterID(0) && $0.key.domain.number < 4 && $0.value == ["signer (pid 5)"]
      })
  }

  /// EACCES is what root without CAP_SYS_PTRACE gets, ENOENT is a process that has just ended.
  @Test(arguments: [
    (Errno.permissionDenied, true), (.notPermitted, true),
    (.noSuchFileOrDirectory, false), (.noSuchProcess, false),
  ])
  func `is not looked at where its files are hidden, and that is said`(errno: Errno, hidden: Bool)
    throws
  {
    let processes =
      Self.process(812, "httpd", opens: "/dev/z90crypt")
      + Self.process(5, "signer", opens: "/dev/z90crypt")
    let users = try Self.users([Self.first] + processes, ["812/fd": .errno(errno)])
    #expect(!users.programs.isEmpty)
    #expect(users.programs.values.allSatisfy { $0 == ["signer (pid 5)"] })
    #expect(
      users.unseen
        == (hidden ? ["whether other users' programs have a zcrypt device open"] : []))
  }

  @Test func `is not looked at where the processes of others are hidden`() throws {
    let users = try Self.users(Self.process(812, "apmatrix", opens: "/dev/null"))
    #expect(users.programs.isEmpty)
    #expect(users.unseen == ["whether other users' programs have a zcrypt device open"])
  }

  @Test func `whose node's masks can't be read may reach everything`() throws {
    let common = try Self.reached(Self.process(5, "x", opens: "/dev/z90crypt"))
    let unknown = try Self.reached(Self.process(5, "x", opens: "/dev/zcrypt/other"))
    #expect(common == unknown)
  }
}
