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
      ProcSample.file("\(pid)/comm", name),
      ArchiveNode(path: "\(pid)/fd/3", mode: 0o777, content: .link(file)),
    ]
  }

  /// A node that reaches adapter 00 in the domains 0000 to 0003.
  private static let node: [String: PatchedTree.Answer] = [
    "dev/char/249:2/apmask": .text("0x8" + String(repeating: "0", count: 63) + "\n"),
    "dev/char/249:2/aqmask": .text("0xf" + String(repeating: "0", count: 63) + "\n"),
  ]

  private static func users(
    _ processes: [ArchiveNode], _ refusals: [String: PatchedTree.Answer] = [:]
  ) throws -> QueueUsers {
    let sysfs = PatchedTree(try RecordedHost("7.1.8/a-01-zcrypt").tree(), node)
    let queues = try HostReader(sysfs, depth: .full).snapshot().queues
    let nodes = (processes + ProcSample.numbers).sorted { $0.path < $1.path }
    let proc = ArchiveTree(try Archive(nodes: nodes), origin: "/proc")
    return NodeUserReader(proc: PatchedTree(proc, refusals), sysfs: sysfs).users(of: queues)
  }

  private static func reached(
    _ processes: [ArchiveNode], _ answers: [String: PatchedTree.Answer] = [:]
  ) throws -> [APQN: [String]] {
    let users = try users([ProcSample.first] + processes, answers)
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

  /// The kernel makes further nodes in `/dev`; in a container one has the path of the common one.
  @Test(arguments: ["/dev/small", "/dev/zcrypt_2", "/dev/z90crypt", "/srv/root/dev/z90crypt"])
  func `reaches by a further one what its masks leave`(path: String) throws {
    let reached = try Self.reached(
      Self.process(5, "signer", opens: path) + Self.process(6, "cat", opens: "/dev/null"),
      ["5/fd/3": .device(ProcSample.further), "6/fd/3": .device(DeviceNumber(1, 3))])
    #expect(!reached.isEmpty)
    #expect(
      reached.allSatisfy {
        $0.key.adapter == AdapterID(0) && $0.key.domain.number < 4 && $0.value == ["signer (pid 5)"]
      })
  }

  /// EACCES is what root without CAP_SYS_PTRACE gets, ENOENT is a process that has just ended.
  @Test(
    arguments: [
      (Errno.permissionDenied, true), (.notPermitted, true),
      (.noSuchFileOrDirectory, false), (.noSuchProcess, false),
    ], ["812/fd", "812/fd/3"])
  func `is not looked at where its files are hidden, and that is said`(
    of kind: (errno: Errno, hidden: Bool), at path: String
  ) throws {
    let processes =
      Self.process(812, "httpd", opens: "/dev/z90crypt")
      + Self.process(5, "signer", opens: "/dev/z90crypt")
    let users = try Self.users([ProcSample.first] + processes, [path: .errno(kind.errno)])
    #expect(!users.programs.isEmpty)
    #expect(users.programs.values.allSatisfy { $0 == ["signer (pid 5)"] })
    #expect(
      users.unseen
        == (kind.hidden ? ["whether other users' programs have a zcrypt device open"] : []))
  }

  @Test func `is not looked at where the processes of others are hidden`() throws {
    let users = try Self.users(Self.process(812, "apmatrix", opens: "/dev/null"))
    #expect(users.programs.isEmpty)
    #expect(users.unseen == ["whether other users' programs have a zcrypt device open"])
  }

  @Test func `whose node's masks can't be read may reach everything`() throws {
    let common = try Self.reached(Self.process(5, "x", opens: "/dev/z90crypt"))
    let unknown = try Self.reached(
      Self.process(5, "x", opens: "/dev/other"), ["5/fd/3": .device(DeviceNumber(249, 3))])
    #expect(common == unknown)
  }

  @Test func `is known by its number, whatever its path is`() throws {
    let common = try Self.reached(Self.process(5, "x", opens: "/dev/z90crypt"))
    let renamed = try Self.reached(
      Self.process(5, "x", opens: "/srv/root/dev/crypto"),
      ["5/fd/3": .device(ProcSample.common)])
    #expect(common == renamed)
    // What stands in its place is none of zcrypt's.
    let other = try Self.reached(
      Self.process(5, "x", opens: "/dev/z90crypt"), ["5/fd/3": .device(DeviceNumber(1, 3))])
    #expect(other.isEmpty)
  }

  /// `ProcSubset=pid` of systemd hides `misc` and `devices`; then no number says anything, and none is asked for.
  @Test func `is not looked for where the numbers are hidden, and that is said`() throws {
    let users = try Self.users(
      [ProcSample.first] + Self.process(812, "httpd", opens: "/dev/z90crypt"),
      ["devices": .errno(.noSuchFileOrDirectory), "812/fd/3": .unaskable])
    #expect(!users.programs.isEmpty)
    #expect(users.unseen == ["whether other users' programs have a zcrypt device open"])
  }
}
