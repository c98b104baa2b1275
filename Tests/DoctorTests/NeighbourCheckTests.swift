import APHost
import APModel
import Doctor
import Neighbours
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// What the doctor says of libvirt's domains and of programs, on a recorded host.
@Suite
struct `The doctor of a host with neighbours` {
  /// Three mdevs that no guest runs with; the queues of adapter 0a are the host's.
  private static let host = RecordedHost("7.2.13/deployed-applied")

  private static func snapshot() throws -> HostSnapshot {
    try HostReader(try host.tree(), depth: .full).snapshot()
  }

  /// A directory as a host's root, with these files.
  private static func root(_ files: [String: String]) throws -> ScratchDirectory {
    let scratch = try ScratchDirectory()
    for (path, text) in files {
      let file = scratch.path.appending(path)
      try TextFile.makeDirectories(file.removingLastComponent())
      try TextFile.write(text, to: file)
    }
    return scratch
  }

  private static func findings(_ files: [String: String]) throws -> [Finding] {
    let root = try root(files)
    return Examination(
      FactsReader.facts(try snapshot(), root: HostRoot(directory: root.path))
    ).findings
  }

  private static let absent = "11111111-2222-3333-4444-555555555555"

  @Test func `looks at nothing else where nothing is installed`() throws {
    let ids = Set(try Self.findings([:]).map(\.id))
    #expect(
      ids.isDisjoint(with: ["mdev-of-no-domain", "domain-without-mdev", "program-without-queue"]))
  }

  @Test(
    arguments: [
      (false, Finding.Group.knowing, "only one of them can run"),
      (true, .boot, "more than one starts when the host boots"),
    ])
  func `names two domains that want one mdev`(
    starts: Bool, group: Finding.Group, end: String
  ) throws {
    var files = [
      "etc/libvirt/qemu/a.xml": Bench.domain("a", [Self.absent]),
      "etc/libvirt/qemu/b.xml": Bench.domain("b", [Self.absent]),
    ]
    if starts { for name in ["a", "b"] { files["etc/libvirt/qemu/autostart/\(name).xml"] = "" } }
    let found = try Self.findings(files).filter { $0.id == "mdev-of-two-domains" }
    #expect(found.map(\.group) == [group])
    #expect(found[0].text.hasPrefix("domains a and b of libvirt want the same mdev"))
    #expect(found[0].text.hasSuffix(end), "\(found[0].text)")
    #expect(
      found[0].evidence.map(\.path) == ["/etc/libvirt/qemu/a.xml", "/etc/libvirt/qemu/b.xml"])
  }

  @Test func `names an mdev of no domain only where libvirt is installed`() throws {
    let mdevs = try Self.snapshot().mdevs.map(\.uuid)
    let found = try Self.findings(["etc/libvirt/qemu/networks/default.xml": "<network/>"])
      .filter { $0.id == "mdev-of-no-domain" }
    #expect(mdevs.count == 3 && found.count == 3, "\(found)")
    for (finding, mdev) in zip(found, mdevs) { #expect(finding.text.contains(mdev)) }
    #expect(found[0].remedy.hasSuffix("remove it: apmatrix guest remove \(mdevs[0])"))
  }

  /// A queue's status tells it; where none reaches the guest nothing does, and a removal would wait for it.
  @Test(arguments: [false, nil])
  func `says of an mdev of no domain that nobody has it open only where that is known`(
    isInUse: Bool?
  ) throws {
    let facts = Bench.facts(mdevs: [Self.absent: Bench.matrix([5], [4])])
    facts.snapshot.mdevs[0].isInUse = isInUse
    facts.snapshot.mdevs[0].group = 3
    facts.libvirt.isInstalled = true
    let found = Examination(facts).findings.filter { $0.id == "mdev-of-no-domain" }
    let finding = try #require(found.first)
    #expect(finding.text.contains("nobody has it open") == (isInUse == false), "\(finding.text)")
    #expect(finding.remedy.hasPrefix("look who has /dev/vfio/3 open; ") == (isInUse == nil))
    #expect(finding.evidence[0].value == (isInUse == nil ? "use not known" : "not in use"))
  }

  /// An agent would make it again, and refuses its removal.
  @Test func `has a declared mdev of no domain taken out of the file`() {
    let facts = Bench.facts(mdevs: [Self.absent: Bench.matrix([5], [4])])
    facts.declare([Self.absent: Bench.matrix([5], [4])], agent: true)
    facts.libvirt.isInstalled = true
    let remedies = Examination(facts).findings.filter { $0.id == "mdev-of-no-domain" }.map(
      \.remedy)
    #expect(remedies.count == 1)
    #expect(
      remedies[0].hasSuffix(
        "take it out of \(Bench.config), which declares it, then apmatrix apply"))
  }

  @Test func `names a domain with two devices, and one whose mdev is not there`() throws {
    let mdevs = try Self.snapshot().mdevs.map(\.uuid)
    let found = try Self.findings([
      "etc/libvirt/qemu/a.xml": Bench.domain("a", mdevs + [Self.absent]),
      "etc/libvirt/qemu/autostart/a.xml.once": "",
    ])
    #expect(!found.contains { $0.id == "mdev-of-no-domain" })
    let missing = found.filter { $0.id == "domain-without-mdev" }
    #expect(missing.map(\.group) == [.knowing])
    #expect(missing[0].text.contains(Self.absent))
    #expect(found.filter { $0.id == "domain-two-ap-devices" }.map(\.group) == [.boot])
  }

  /// The definition fits the masks of the recorded host, which its rule would set again.
  private static let mdev = "62177883-f1bb-47f0-914d-32a22e3a8804"

  @Test(
    arguments: [
      (nil, "no such definition"), ("manual", "start manual"), ("auto", "does not start: "),
    ] as [(String?, String)])
  func `names a domain that starts with the host before anybody has made its mdev`(
    start: String?, fate: String
  ) throws {
    var files = [
      "etc/libvirt/qemu/a.xml": Bench.domain("a", [Self.mdev]),
      "etc/libvirt/qemu/autostart/a.xml": "",
    ]
    // Nothing starts a definition here: there is no rule of mdevctl's.
    files["etc/mdevctl.d/matrix/\(Self.mdev)"] = start.map {
      #"{"mdev_type": "vfio_ap-passthrough", "start": "\#($0)", "attrs": []}"#
    }
    let found = try Self.findings(files).filter { $0.id == "domain-before-mdev" }
    #expect(found.map(\.group) == [.boot])
    #expect(found[0].evidence[0].path == "/etc/libvirt/qemu/autostart/a.xml")
    #expect(found[0].evidence[1].value.hasPrefix(fate), "\(found[0].evidence)")
    files["etc/libvirt/qemu/autostart/a.xml"] = nil
    #expect(try !Self.findings(files).contains { $0.id == "domain-before-mdev" })
  }

  @Test func `says now that a domain runs whose mdev is gone`() throws {
    let state = "<domstatus state='running'>\(Bench.domain("a", [Self.absent]))</domstatus>"
    let found = try Self.findings(["run/libvirt/qemu/a.xml": state])
      .filter { $0.id == "domain-without-mdev" }
    #expect(found.map(\.group) == [.now])
    #expect(found[0].evidence.map(\.value) == ["vfio-ap device \(Self.absent)", "missing"])
  }

  @Test func `names a key whose queues the host has not, all of them or some`() throws {
    let host = "0a.0004"
    let found = try Self.findings([
      "etc/zkey/repository/gone.info": "apqns=fe.00fe\n",
      "etc/zkey/repository/part.info": "apqns=\(host),fe.00fe\n",
      "etc/zkey/repository/whole.info": "apqns=\(host)\n",
    ]).filter { $0.id.hasPrefix("program-") }
    #expect(found.map(\.id) == ["program-without-queue", "program-lacks-queue"])
    #expect(found.map(\.group) == [.now, .knowing])
    #expect(
      found[0].text == "the host has none of the queues that /etc/zkey/repository/gone.info names")
    #expect(found[1].text.contains("the host lacks fe.00fe, which /etc/zkey/repository/part.info"))
    #expect(found[1].evidence.last == .init("/sys/bus/ap/devices/fe.00fe", "missing"))
  }

  @Test func `says the same of a recording, which has neither names nor numbers of the machine`()
    throws
  {
    let map = "var/lib/kubelet/pods/p/volumes/kubernetes.io~configmap/m"
    let secret = "S3CR3T"
    let root = try Self.root([
      "etc/libvirt/qemu/a.xml": "<domain><name>a</name><devices><graphics passwd='\(secret)'/>"
        + "<hostdev type='mdev' model='vfio-ap'><source><address uuid='\(Self.absent)'/></source>"
        + "</hostdev></devices></domain>",
      "etc/zkey/repository/k.info": "description=\(secret)\napqns=fe.00fe\n",
      "proc/sysinfo": "Manufacturer: IBM\nType: 3931\nSequence Code: 00\(secret)\n",
      "\(map)/cex_resources.json": #"{"cryptoconfigsets":[{"setname":"\#(secret)","apqns":["#
        + #"{"adapter":1,"domain":2,"machineid":"IBM-3931-00\#(secret)"},"#
        + #"{"adapter":1,"domain":3,"machineid":"IBM-3931-0099"}]}]}"#,
    ])
    let snapshot = try Self.snapshot()
    let witness = RootWitness()
    let live = FactsReader.facts(
      snapshot, root: HostRoot(directory: root.path, witness: witness))
    let archive = try Archive(nodes: witness.nodes)
    #expect(!String(decoding: archive.text, as: UTF8.self).contains(secret))
    let recorded = HostRoot(recording: ArchiveTree(archive, origin: "r"))
    let again = FactsReader.facts(snapshot, root: recorded)
    #expect(Examination(again).findings == Examination(live).findings)
    #expect(again.unseen == live.unseen)
    #expect(live.users.files.keys.sorted().map { "\($0)" } == ["01.0002", "fe.00fe"])
  }
}
