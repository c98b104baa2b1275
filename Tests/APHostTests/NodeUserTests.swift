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

/// What is seen of other programs by a process that may, and told to one that may not.
@Suite
struct `The witness of processes` {
  private static func proc(_ refusals: [String: PatchedTree.Answer] = [:]) throws -> PatchedTree {
    let texts = [
      "1/comm": "systemd\n", "812/comm": "httpd\n", "cmdline": "root=/dev/dasda1 ap.apmask=0xff\n",
      "sysinfo": "Manufacturer: IBM\n", "812/environ": "PASSWORD=x\n",
    ]
    let files = texts.map { path, text in
      ArchiveNode(path: path, mode: 0o444, content: .value(Array(text.utf8)))
    }
    let links = [("1/fd/0", "/dev/null"), ("812/fd/7", "/dev/z90crypt")].map { path, target in
      ArchiveNode(path: path, mode: 0o777, content: .link(target))
    }
    let nodes = files + links + ProcSample.numbers
    let archive = try Archive(nodes: nodes.sorted { $0.path < $1.path })
    return PatchedTree(ArchiveTree(archive, origin: "/proc"), refusals)
  }

  /// As root without CAP_DAC_READ_SEARCH sees it.
  private static let hidden: [String: PatchedTree.Answer] = ["812/fd": .errno(.permissionDenied)]

  @Test func `tells of a program whose files the asking process can't see`() throws {
    let sysfs = try RecordedHost("7.1.8/a-01-zcrypt").tree()
    let queues = try HostReader(sysfs).snapshot().queues
    let own = try Self.proc(Self.hidden)
    let alone = NodeUserReader(proc: own, sysfs: sysfs).users(of: queues)
    #expect(alone.programs.isEmpty && !alone.unseen.isEmpty)
    let told = NodeUserReader(proc: own, others: ProcessWitness(try Self.proc()), sysfs: sysfs)
      .users(of: queues)
    #expect(told.unseen.isEmpty)
    #expect(!told.programs.isEmpty)
    #expect(told.programs.values.allSatisfy { $0 == ["httpd (pid 812)"] })
  }

  @Test func `that sees no more than the asking process is believed in that`() throws {
    let sysfs = try RecordedHost("7.1.8/a-01-zcrypt").tree()
    let queues = try HostReader(sysfs).snapshot().queues
    let proc = try Self.proc(Self.hidden)
    let users = NodeUserReader(proc: proc, others: ProcessWitness(proc), sysfs: sysfs)
      .users(of: queues)
    #expect(users.unseen == ["whether other users' programs have a zcrypt device open"])
  }

  @Test(arguments: [
    "812/environ", "812/fd/7", "812/mem", "1/../cmdline", "/comm", "x/comm", "-1/comm", "",
  ])
  func `tells nothing else of a process`(path: String) throws {
    let witness = ProcessWitness(try Self.proc())
    #expect(throws: SysfsError.refused(.open, path: path, .permissionDenied)) {
      try witness.read(path)
    }
    #expect(throws: SysfsError.self) { try witness.list(path) }
    #expect(throws: SysfsError.self) { try witness.link(path) }
  }

  @Test func `tells names, parameters and the machine as they are`() throws {
    let witness = ProcessWitness(try Self.proc())
    #expect(try witness.text("812/comm") == "httpd")
    #expect(try witness.text("cmdline") == "root=/dev/dasda1 ap.apmask=0xff")
    #expect(try witness.text("sysinfo") == "Manufacturer: IBM")
  }

  @Test(arguments: [
    OpenNodes(programs: [], isWhole: false),
    OpenNodes(
      programs: [
        .init(pid: 5, name: "a\tb c", nodes: ["/dev/z90crypt", "/dev/zcrypt/small"]),
        .init(pid: 6, name: nil, nodes: ["/dev/zcrypt/other one"]),
      ], isWhole: true),
  ])
  func `tells what is read again as the same`(nodes: OpenNodes) {
    #expect(OpenNodes(text: nodes.text) == nodes)
  }

  @Test(arguments: ["", "none\n", "all\n5\n", "all\nx\t/dev/z90crypt\ta\n"])
  func `is not understood half`(text: String) {
    #expect(OpenNodes(text: text) == nil)
  }
}
