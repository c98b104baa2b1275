import APHost
import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

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

  /// A program names itself.
  @Test func `tells of no other program than there is, whatever one is called`() {
    let own = OpenNodes.Program(pid: 812, name: "a\n1\tx\ty", nodes: ["/dev/z90crypt"])
    let found = OpenNodes(text: OpenNodes(programs: [own], isWhole: true).text)
    #expect(found?.programs.map(\.pid) == [812] && found?.programs.first?.name == "a 1\tx\ty")
  }
}
