import APHost
import APModel
import Sysfs
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

  private static func reached(_ processes: [ArchiveNode]) throws -> [APQN: [String]] {
    let sysfs = PatchedTree(try RecordedHost("7.1.8/a-01-zcrypt").tree(), node)
    let queues = try HostReader(sysfs, depth: .full).snapshot().queues
    let proc = ArchiveTree(try Archive(nodes: processes), origin: "/proc")
    return NodeUserReader(proc: proc, sysfs: sysfs).programs(reaching: queues)
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

  @Test func `whose node's masks can't be read may reach everything`() throws {
    let common = try Self.reached(Self.process(5, "x", opens: "/dev/z90crypt"))
    let unknown = try Self.reached(Self.process(5, "x", opens: "/dev/zcrypt/other"))
    #expect(common == unknown)
  }
}
