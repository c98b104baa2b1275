import Testing

@testable import Neighbours

/// A recording of other programs' files, which is sent away.
@Suite
struct `What a recording shows of a host's files` {
  @Test(
    arguments: [
      (
        "proc/cmdline", "root=UUID=1 ap.apmask=0xff luks.key=x modules_load=vfio_ap\n",
        "ap.apmask=0xff modules_load=vfio_ap\n"
      ),
      (
        "proc/cmdline", "luks.key=\"x ap.y z\" \"ap.apmask=0xff\" rd.modules-load=vfio_ap\n",
        "ap.apmask=0xff rd.modules_load=vfio_ap\n"
      ),
      (
        "etc/zkey/repository/disk.info", "volumes=/dev/x\napqns=03.004c\nverification-pattern=1\n",
        "apqns=03.004c\n"
      ),
      (
        "etc/modprobe.d/x.conf", "options secret key=1\noptions ap apmask=0x1\nblacklist vfio_ap\n",
        "options ap apmask=0x1\nblacklist vfio_ap\n"
      ),
      (
        "etc/modprobe.d/x.conf",
        "options ap \\\n  apmask=0x1 \\\n\taqmask=0x2\nsoftdep zcrypt-cex4 post: vfio-ap\n",
        "options ap apmask=0x1 aqmask=0x2\nsoftdep zcrypt-cex4 post: vfio-ap\n"
      ),
      (
        "etc/modprobe.d/x.conf",
        "options other \\\n ap key=1\n# ap: key=2\n# so \\\noptions ap key=3\nblacklist vfio-ap",
        "blacklist vfio-ap\n"
      ),
      ("etc/modules-load.d/x.conf", "other\nvfio_ap\nvfio-ap\n", "vfio_ap\nvfio-ap\n"),
      (
        "etc/tmpfiles.d/x.conf", "f /etc/x 0600 - - - password\nw /sys/bus/ap/apmask - - - - -5\n",
        "w /sys/bus/ap/apmask - - - - -5\n"
      ),
      ("etc/apmatrix/apmatrix.yaml", "version: 1\n", "version: 1\n"),
      ("etc/udev/rules.d/99-usb.rules", "SUBSYSTEM==\"usb\", ENV{KEY}=\"1\"\n", ""),
      ("etc/udev/rules.d/41-ap.rules", "ATTR{apmask}=\"-5\"\n", "ATTR{apmask}=\"-5\"\n"),
      // Of one that was cut off udev drops the line, and what it was about nobody knows.
      ("etc/udev/rules.d/41-ap.rules", "ACTION==\"add\", garbage", "ACTION==\"add\", garbage"),
      ("etc/sysfs.d/ap.conf", "bus/ap/apmask = -5\na/b = 1\n", "bus/ap/apmask = -5\n"),
      ("proc/sysinfo", "Sequence Code: 1234\n", nil),
      ("var/lib/kubelet/pods/1/cex_resources.json", "{\"machineid\": \"IBM-3931-1\"}", nil),
      ("etc/libvirt/qemu/x.xml", "no domain", nil),
    ] as [(String, String, String?)])
  func `has what is about AP alone`(path: String, text: String, shown: String?) {
    let kept = NeighbourSecrets.shown(Array(text.utf8), of: path, machine: nil)
    #expect(kept.map { String(decoding: $0, as: UTF8.self) } == shown)
    // What was kept is kept again.
    guard let kept else { return }
    #expect(NeighbourSecrets.shown(kept, of: path, machine: nil) == kept)
  }

  @Test func `has a domain's name and mdevs, and no password`() throws {
    let text = """
      <domain type='kvm'><name>web&amp;01</name><uuid>3d2a2b86-33a6-4e3f-8a4b-6d0ad8b9a111</uuid>
      <devices><graphics type='vnc' passwd='hunter2'/>
      <hostdev mode='subsystem' type='mdev' model='vfio-ap'><source>
      <address uuid='62177883-f1bb-47f0-914d-32a22e3a8804'/></source></hostdev></devices></domain>
      """
    for whole in [text, "<domstatus state='running' pid='7'>\(text)</domstatus>"] {
      let domain = try DomainXML.domain(Array(whole.utf8))
      #expect(domain.mdevs.count == 1)
      let kept = try #require(
        NeighbourSecrets.shown(Array(whole.utf8), of: "run/libvirt/qemu/web.xml", machine: nil))
      #expect(try DomainXML.domain(kept) == domain)
      #expect(!String(decoding: kept, as: UTF8.self).contains("hunter2"))
    }
  }
}
