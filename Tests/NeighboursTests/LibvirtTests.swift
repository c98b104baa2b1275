import APModel
import Neighbours
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// Domains from files as libvirt 11.3 writes them.
@Suite
struct `Domains of libvirt` {
  static let first = "62177883-f1bb-47f0-914d-32a22e3a8804"
  static let second = "669d9b23-fe1b-4ecb-be08-a2fabca99b71"

  static func device(_ mdev: String, model: String = "vfio-ap") -> String {
    """
        <hostdev mode='subsystem' type='mdev' managed='no' model='\(model)'>
          <source>
            <address uuid='\(mdev)'/>
          </source>
          <address type='css' cssid='0xfe' ssid='0x0' devno='0x0001'/>
        </hostdev>

    """
  }

  static func domain(_ name: String, _ devices: String, after: String = "") -> String {
    """
    <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
      <name>\(name)</name>
      <uuid>AB1A9C5E-3B2D-4C43-9C0B-2B4C8D6E7F00</uuid>
      <metadata><owner xmlns='http://example.com/'><name>not this</name></owner></metadata>
      <os><type arch='s390x' machine='s390-ccw-virtio-9.2'>hvm</type></os>
      <devices>
    \(devices)  </devices>
    \(after)</domain>

    """
  }

  /// A definition begins with a comment, in which a mark-up character stands for itself.
  static func definition(_ name: String, _ devices: String, after: String = "") -> String {
    """
    <!--
    WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
      virsh edit \(name) <domain>
    -->

    \(domain(name, devices, after: after))
    """
  }

  static func state(_ state: String, _ name: String, _ devices: String) -> String {
    """
    <domstatus state='\(state)' reason='booted' pid='1234'>
      <monitor path='/var/lib/libvirt/qemu/domain-1-web/monitor.sock' type='unix'/>
      <qemuCaps><flag name='vfio-ap'/></qemuCaps>
      <devices><device alias='hostdev0'/></devices>
      \(domain(name, devices))
    </domstatus>
    """
  }

  @Test(
    arguments: [
      ("", []), (device(first), [first]),
      (device(first.uppercased()) + device(second), [first, second]),
      (device(first) + device(first), [first, first]),
      (device(first, model: "vfio-ccw") + device(second), [second]),
      ("<disk><source><address uuid='\(first)'/></source></disk>", []),
      ("<hostdev mode='subsystem' type='pci'><source><address domain='0'/></source></hostdev>", []),
    ] as [(String, [String])])
  func `name the mdevs of their vfio-ap devices in order`(devices: String, mdevs: [String]) throws {
    let domain = try DomainXML.domain(Array(Self.definition("web01", devices).utf8))
    #expect(domain.mdevs == mdevs)
    #expect(domain.name == "web01" && domain.state == nil)
    #expect(domain.uuid == "ab1a9c5e-3b2d-4c43-9c0b-2b4c8d6e7f00")
  }

  @Test(
    arguments: [
      ("vfio-ap,id=hostdev0,sysfsdev=/sys/devices/vfio_ap/matrix/\(first)", [first]),
      ("vfio-ap,sysfsdev=/sys/bus/mdev/devices/\(second)", [second]),
      ("vfio-pci,sysfsdev=/sys/bus/mdev/devices/\(second)", []), ("-device", []),
    ] as [(String, [String])])
  func `name an mdev that is handed to QEMU past libvirt`(argument: String, mdevs: [String]) throws
  {
    let after = "<qemu:commandline><qemu:arg value='\(argument)'/></qemu:commandline>"
    let domain = try DomainXML.domain(Array(Self.definition("web01", "", after: after).utf8))
    #expect(domain.mdevs == mdevs)
  }

  @Test func `have a name with markup as it is meant`() throws {
    let domain = try DomainXML.domain(Array(Self.definition("a&amp;b&lt;c", "").utf8))
    #expect(domain.name == "a&b<c")
  }

  @Test(
    arguments: [
      ("", .malformed(line: 1)), ("<domain>\n<name>x</nam>", .malformed(line: 2)),
      ("<network><name>default</name></network>", .noDomain),
      // An entity could grow without end; libvirt writes no document type.
      ("<!DOCTYPE d [<!ENTITY e 'x'>]>\n<domain><name>&e;</name></domain>", .malformed(line: 1)),
    ] as [(String, DomainXML.Fault)])
  func `are refused with the line that is wrong`(text: String, fault: DomainXML.Fault) {
    #expect(throws: fault) { try DomainXML.domain(Array(text.utf8)) }
  }

  static func file(_ path: String, _ text: String) -> ArchiveNode {
    ArchiveNode(path: path, mode: 0o600, content: .value(Array(text.utf8)))
  }

  static func tree(_ origin: String, _ files: [ArchiveNode]) throws -> ArchiveTree {
    ArchiveTree(try Archive(nodes: files), origin: origin)
  }

  @Test func `are joined from their definition, their state and their link for the boot`() throws {
    let etc = try Self.tree(
      "/etc",
      [
        Self.file("libvirt/qemu/web01.xml", Self.definition("web01", Self.device(Self.first))),
        Self.file("libvirt/qemu/db.xml", Self.definition("db", Self.device(Self.second))),
        Self.file("libvirt/qemu/once.xml", Self.definition("once", "")),
        Self.file("libvirt/qemu/networks/default.xml", "<network/>"),
        Self.file("libvirt/qemu/autostart/web01.xml", ""),
        Self.file("libvirt/qemu/autostart/once.xml.once", ""),
      ])
    let run = try Self.tree(
      "/run",
      [
        Self.file(
          "libvirt/qemu/web01.xml", Self.state("running", "web01", Self.device(Self.second))),
        Self.file("libvirt/qemu/fleeting.xml", Self.state("paused", "fleeting", "")),
        Self.file("libvirt/qemu/web01.pid", "1234"),
      ])
    let findings = LibvirtReader(etc: etc, run: run).findings()
    #expect(findings.isInstalled && findings.unseen.isEmpty)
    #expect(findings.guests.map(\.name) == ["db", "fleeting", "once", "web01"])
    #expect(findings.guests.map(\.isRunning) == [false, true, false, true])
    #expect(
      findings.guests.map(\.autostart) == [
        nil, nil, "/etc/libvirt/qemu/autostart/once.xml.once",
        "/etc/libvirt/qemu/autostart/web01.xml",
      ])
    // The next start takes what the definition says, whatever runs now.
    #expect(findings.guests[3].mdevs == [Self.first])
    #expect(findings.guests[3].running?.domain.mdevs == [Self.second])
    #expect(findings.guests[1].path == "/run/libvirt/qemu/fleeting.xml")
  }

  @Test func `are none where libvirt is not installed`() throws {
    let none = try Self.tree("/etc", [Self.file("hostname", "x")])
    #expect(LibvirtReader(etc: none, run: none).findings() == .init())
  }

  @Test func `are told as not looked at where a file can't be read or understood`() throws {
    let etc = PatchedTree(
      try Self.tree(
        "/etc",
        [
          Self.file("libvirt/qemu/a.xml", Self.definition("a", "")),
          Self.file("libvirt/qemu/b.xml", "<domain>\n"),
          Self.file("libvirt/qemu/c.xml", Self.definition("c", "")),
        ]),
      ["libvirt/qemu/a.xml": .errno(.permissionDenied)])
    let run = PatchedTree(
      try Self.tree("/run", [Self.file("libvirt/qemu/x", "")]),
      ["libvirt/qemu": .errno(.permissionDenied)])
    let findings = LibvirtReader(etc: etc, run: run).findings()
    #expect(findings.guests.map(\.name) == ["c"])
    #expect(
      findings.unseen == [
        "which mdevs /etc/libvirt/qemu/a.xml names: Permission denied",
        "which mdevs /etc/libvirt/qemu/b.xml names: line 2 is not as libvirt writes it",
        "which domains /run/libvirt/qemu has: Permission denied",
      ])
  }
}
