import APModel
import Neighbours
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// The Kubernetes plugin's sets, from files as its guide shows them.
@Suite
struct `The device plugin of Kubernetes` {
  private static func queue(_ adapter: UInt8, _ domain: UInt8) -> APQN {
    APQN(AdapterID(adapter), DomainID(domain))
  }

  private static func sets(_ apqns: String) -> String {
    """
    {"cryptoconfigsets": [
      {"setname": "EP11_for_customer_1", "project": "customer-1", "cexmode": "ep11", "apqns": [\(apqns)]}
    ]}
    """
  }

  private static let machine = "IBM-3931-0000000000012345"

  @Test(
    arguments: [
      (sets(""), []), (#"{"cryptoconfigsets": []}"#, []),
      (sets(#"{"adapter": 3, "domain": 51, "machineid": ""}"#), [queue(3, 51)]),
      (
        sets(
          #"{"adapter": 3, "domain": 51}, {"adapter": 4, "domain": 51, "machineid": "\#(machine)"}"#
        ),
        [queue(3, 51), queue(4, 51)]
      ),
      (sets(#"{"adapter": 3, "domain": 51, "machineid": "IBM-3931-0000000000099999"}"#), []),
      // Go fills in what is left out.
      (sets(#"{"domain": 51}"#), [queue(0, 51)]),
      (sets(#"{"adapter": 256, "domain": 51}"#), nil),
      (sets(#"{"adapter": "3", "domain": 51}"#), nil),
      (#"{"sets": []}"#, nil), ("", nil),
    ] as [(String, [APQN]?)])
  func `names the queues that are for this machine`(text: String, queues: [APQN]?) {
    #expect(CryptoConfigSets.queues(text, machine: Self.machine) == queues)
  }

  @Test func `names a queue of any machine where this one's identity is not known`() {
    let text = Self.sets(#"{"adapter": 3, "domain": 51, "machineid": "IBM-3931-0000000000099999"}"#)
    #expect(CryptoConfigSets.queues(text, machine: nil) == [Self.queue(3, 51)])
  }

  private static let sysinfo = """
    Manufacturer:         IBM
    Type:                 3931
    LIC Identifier:       0000000000000000
    Model:                704              A01
    Sequence Code:        0000000000012345
    Plant:                02

    """

  @Test func `knows the machine by maker, type and serial number`() {
    #expect(MachineIdentity.name(sysinfo: Self.sysinfo) == Self.machine)
    #expect(MachineIdentity.name(sysinfo: "Manufacturer: IBM\nType: 3931\n") == nil)
  }

  private static func file(_ path: String, _ text: String) -> ArchiveNode {
    ArchiveNode(path: path, mode: 0o644, content: .value(Array(text.utf8)))
  }

  private static func tree(_ origin: String, _ files: [ArchiveNode]) throws -> ArchiveTree {
    ArchiveTree(try Archive(nodes: files), origin: origin)
  }

  private static let map = "pods/0a1b/volumes/kubernetes.io~configmap"

  @Test func `is told with the file that names a queue`() throws {
    let kubelet = try Self.tree(
      "/var/lib/kubelet",
      [
        Self.file(
          "\(Self.map)/cex-resources-conf/cex_resources.json",
          Self.sets(
            #"{"adapter": 3, "domain": 51}, {"adapter": 4, "domain": 51, "machineid": "else"}"#)),
        Self.file("\(Self.map)/kube-root-ca/ca.crt", "x"),
        Self.file("pods/2c3d/volumes/kubernetes.io~secret/token/token", "x"),
        Self.file("\(Self.map)/broken/cex_resources.json", "{"),
      ])
    let proc = try Self.tree("/proc", [Self.file("sysinfo", Self.sysinfo)])
    let users = KubeletReader(kubelet, proc: proc).users()
    #expect(
      users.files == [
        Self.queue(3, 51): [
          "/var/lib/kubelet/\(Self.map)/cex-resources-conf/cex_resources.json"
        ]
      ])
    #expect(
      users.unseen == ["which queues /var/lib/kubelet/\(Self.map)/broken/cex_resources.json names"])
  }

  @Test func `names nothing where there is no kubelet, and says what it may not look at`() throws {
    let none = try Self.tree("/var/lib/kubelet", [Self.file("x", "x")])
    #expect(KubeletReader(none, proc: none).users() == QueueUsers())
    let closed = PatchedTree(
      try Self.tree("/var/lib/kubelet", [Self.file("pods/0a1b/x", "x")]),
      ["pods": .errno(.permissionDenied)])
    #expect(
      KubeletReader(closed, proc: none).users().unseen
        == ["which queues /var/lib/kubelet/pods names"])
  }
}
