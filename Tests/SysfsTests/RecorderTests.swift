import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `A recorder` {
  private func record(
    _ tree: any SysfsTree, _ change: (inout ArchiveRecorder.Options) -> Void = { _ in }
  ) throws -> Archive {
    var options = ArchiveRecorder.Options()
    change(&options)
    var recorder = try ArchiveRecorder(tree, options: options)
    return try recorder.record()
  }

  @Test(arguments: RecordedHost.small.sampled)
  func `takes from a copy what is in it`(host: RecordedHost) throws {
    let again = try record(try host.tree()) {
      $0.isCopy = true
      $0.hardwareAttributes = true
      $0.kernel = String(host.kernel.split(separator: "-").last ?? "")
    }
    #expect(again.nodes == (try host.archive().nodes))
  }

  @Test(arguments: RecordedHost.small.sampled)
  func `reads by default nothing that reaches a card or names the machine`(
    host: RecordedHost
  ) throws {
    let tree = CountingTree(try host.tree())
    let archive = try record(tree)
    let reads = tree.log.filter { $0.hasPrefix("read ") }
    for name in [
      "serialnr", "API_ordinalnr", "FW_version", "op_modes", "mkvps", "interrupt", "reset",
    ] {
      #expect(!reads.contains { $0.hasSuffix("/\(name)") }, "\(name)")
      #expect(!archive.nodes.contains { $0.path.hasSuffix("/\(name)") }, "\(name)")
    }
    #expect(!reads.contains { $0.contains(".") && $0.hasSuffix("/ap_functions") })
    #expect(!tree.log.contains { $0.hasPrefix("write ") })
    // What the first recorder left out is not there to be left out again.
    #expect((archive.withheld + (try host.archive().withheld)).contains("interrupt"))
  }

  @Test func `asks cards on demand, but only those that are online, and never for key patterns`()
    throws
  {
    let host = RecordedHost("7.1.8/a-01-zcrypt")
    let off = PatchedTree(
      try host.tree(), ["devices/ap/card01/online": .text("0\n")])
    let tree = CountingTree(off)
    let archive = try record(tree) { $0.hardwareAttributes = true }
    #expect(tree.log.contains("read devices/ap/card00/serialnr"))
    #expect(tree.log.contains("read devices/ap/card00/00.0000/interrupt"))
    #expect(!tree.log.contains("read devices/ap/card01/serialnr"))
    #expect(!tree.log.contains { $0.hasSuffix("/mkvps") })
    #expect(archive.withheld == ["API_ordinalnr", "FW_version", "mkvps", "op_modes", "serialnr"])
  }

  @Test func `takes a queue's functions where they say whether it is bound`() throws {
    let tree = PatchedTree(
      try RecordedHost("7.1.8/a-01-zcrypt").tree(),
      ["bus/ap/features": .text("APSC APXA QACT RC8A APSB\n")])
    #expect(
      try record(tree).nodes.contains { $0.path == "devices/ap/card00/00.0000/ap_functions" })
  }

  private static let mdev = "devices/vfio_ap/matrix/62177883-f1bb-47f0-914d-32a22e3a8804"

  /// An `ap_config` with so many adapters and domains.
  private func config(_ adapters: Int, _ domains: Int) -> String {
    func mask(_ count: Int) -> String {
      let digits = (0..<64).map { digit in
        String((0..<4).reduce(0) { $0 << 1 | (4 * digit + $1 < count ? 1 : 0) }, radix: 16)
      }
      return "0x" + digits.joined()
    }
    return "\(mask(adapters)),\(mask(domains)),\(mask(0))\n"
  }

  @Test(arguments: [
    (7, 73, true), (16, 32, false), (2, 256, false), (256, 256, false), (0, 256, true),
  ])
  func `never makes an old kernel overrun its buffer`(
    adapters: Int, domains: Int, isRead: Bool
  ) throws {
    let tree = CountingTree(
      PatchedTree(
        try RecordedHost("6.12.107/b-03-configured").tree(),
        ["\(Self.mdev)/ap_config": .text(config(adapters, domains))]))
    let archive = try record(tree)
    for name in ["matrix", "guest_matrix"] {
      #expect(tree.log.contains("read \(Self.mdev)/\(name)") == isRead)
    }
    #expect(archive.withheld.contains("matrix") == !isRead)
  }

  @Test func `trusts a kernel that stops at the end of the page`() throws {
    let tree = CountingTree(try RecordedHost("7.1.8/large-16x85-02-assigned").tree())
    _ = try record(tree)
    #expect(tree.log.contains { $0.hasSuffix("/guest_matrix") })
  }

  @Test func `does not read matrix on a large host whose kernel has no ap_config`() throws {
    let tree = CountingTree(
      try RecordedHost("6.1.176/large-16x85-02-assigned-496-apqns").tree())
    #expect(try record(tree).withheld.contains("matrix"))
    #expect(!tree.log.contains { $0.hasPrefix("read ") && $0.hasSuffix("matrix") })
  }

  @Test func `says plainly that there is no AP bus`() throws {
    let empty = ArchiveTree(try Archive(nodes: []), origin: "/sys")
    let error = #expect(throws: RecordingError.noBus(origin: "/sys")) { try record(empty) }
    #expect(error?.description.hasPrefix("no AP bus here: /sys has no bus/ap") == true)
  }

  @Test func `leaves out what vanishes and keeps what fails`() throws {
    let tree = PatchedTree(
      try RecordedHost("7.1.8/b-03-configured").tree(),
      [
        "devices/ap/card03/03.0000/load": .errno(.noSuchFileOrDirectory),
        "devices/ap/card05": .errno(.noSuchFileOrDirectory),
        "devices/ap/card03/depth": .errno(.ioError),
        "devices/ap/card03/03.0000/status": .errno(.noSuchFileOrDirectory),
      ])
    let nodes = try record(tree).nodes
    #expect(!nodes.contains { $0.path == "devices/ap/card03/03.0000/load" })
    #expect(!nodes.contains { $0.path.hasPrefix("devices/ap/card05") })
    #expect(
      nodes.contains(
        ArchiveNode(
          path: "devices/ap/card03/depth", mode: 0o444, content: .unreadable(.ioError))))
  }

  @Test func `enters no directory that is no part of the AP state`() throws {
    let nodes = ["devices/ap/card05/power/control", "module/vfio_ap/sections/.text", "class/x/y"]
    let tree = CountingTree(
      ArchiveTree(
        try Archive(
          nodes: (nodes + ["bus/ap/apmask"]).map {
            ArchiveNode(path: $0, mode: 0o444, content: .value([10]))
          }), origin: "x"))
    #expect(
      try record(tree).nodes.map(\.path).filter { $0.split(separator: "/").count > 2 }
        == ["bus/ap/apmask", "devices/ap/card05"])
    #expect(
      tree.log.filter { $0.hasPrefix("read ") } == [
        "read bus/ap/features", "read bus/ap/bindings_complete_count", "read bus/ap/apmask",
      ])
  }
}
