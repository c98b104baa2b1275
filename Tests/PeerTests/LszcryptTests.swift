import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite(
  .enabled(
    if: S390Tools.reasonToSkip == nil, Comment(rawValue: S390Tools.reasonToSkip ?? "available")))
struct `Every field of lszcrypt -V` {
  /// The depth that lszcrypt prints for a card whose hardware queues hold so many requests.
  ///
  /// lszcrypt up to 2.40 adds 1 to `depth`, because the kernels of its time gave the hardware's
  /// number, which counts from 0. Later kernels (recorded: 6.12.107 and after) add the 1
  /// themselves, and lszcrypt then shows 9 for the 8 that the hardware has. The true depth is a
  /// power of two, so an odd `depth` is one of the older kernels.
  private func depth(of card: String, in tree: ArchiveTree) throws -> (theirs: String, true: String)
  {
    let depth = try #require(Int(try tree.text("devices/ap/card\(card)/depth")))
    func text(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return (text(depth + 1), text(depth.isMultiple(of: 2) ? depth : depth + 1))
  }

  @Test(arguments: RecordedHost.all.sampled)
  func `is in status --verbose`(host: RecordedHost) throws {
    let tree = try host.tree()
    let theirs = try S390Tools.run(["lszcrypt", "-V"], on: tree.archive)
    #expect(theirs.status == 0, "\(theirs.errors)")
    let ours = try Program.apmatrix.run(["status", "--sysfs", host.path.string, "--verbose"])
    // Such a guest is not safe to read there, and status says so; lszcrypt knows no guests.
    #expect(
      ours.status == (host.name.hasPrefix("6.1.") && host.name.contains("/large") ? 1 : 0),
      "\(ours.errors)")

    let peer = DeviceTable(theirs.output)
    let table = DeviceTable(ours.output)
    #expect(peer.header == DeviceTable.columns)
    #expect(Array(table.header.prefix(DeviceTable.columns.count)) == DeviceTable.columns)
    #expect(peer.rows.allSatisfy { $0.count == DeviceTable.columns.count })
    try #require(table.rows.map(\.first) == peer.rows.map(\.first))

    var differences: [String] = []
    for (row, peerRow) in zip(table.rows, peer.rows) {
      var expected = peer.fields(peerRow)
      let depth = try depth(of: String(peerRow[0].prefix(2)), in: tree)
      #expect(expected["QDEPTH"] == depth.theirs)
      expected["QDEPTH"] = depth.true
      let fields = table.fields(row).filter { DeviceTable.columns.contains($0.key) }
      if fields != expected { differences.append("\(row) instead of \(peerRow)") }
    }
    #expect(differences == [])
  }

  @Test func `is there also for hosts that no recording shows`() throws {
    let base = try RecordedHost("7.1.8/b-03-configured").archive()
    let changes: [String: String] = [
      "bus/ap/features": "APSC APXA APSB\n",
      "devices/ap/card03/type": "",
      "devices/ap/card03/ap_functions": "0x00C00000\n",
      "devices/ap/card03/chkstop": "1\n",
      "devices/ap/card03/pendingq_count": "3\n",
      "devices/ap/card03/requestq_count": "4\n",
      "devices/ap/card03/03.0000/ap_functions": "0x9300C000\n",
      "devices/ap/card03/03.0000/pendingq_count": "3\n",
      "devices/ap/card03/03.0000/requestq_count": "4\n",
      "devices/ap/card03/03.0004/ap_functions": "0x93004000\n",
      "devices/ap/card03/03.0047/ap_functions": "0x93008000\n",
      "devices/ap/card05/config": "0\n",
      "devices/ap/card05/request_count": "123456789012\n",
      "devices/ap/card05/05.0004/config": "0\n",
      "devices/ap/card05/05.0047/chkstop": "1\n",
      "devices/ap/card06/online": "0\n",
      "devices/ap/card06/ap_functions": "0x04000000\n",
    ]
    let archive = try Archive(
      nodes: base.nodes.map { node in
        guard let value = changes[node.path] else { return node }
        return ArchiveNode(path: node.path, mode: node.mode, content: .value(Array(value.utf8)))
      })
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("host.sysfs")
    try AtomicFile.write(archive.text, to: file)
    let peer = DeviceTable(try S390Tools.run(["lszcrypt", "-V"], on: archive).output)
    let table = DeviceTable(
      try Program.apmatrix.run(["status", "--sysfs", file.string, "--verbose"]).output)
    #expect(peer.header == DeviceTable.columns + ["SESTAT"])
    try #require(table.rows.map(\.first) == peer.rows.map(\.first))
    for (row, peerRow) in zip(table.rows, peer.rows) {
      let expected = peer.fields(peerRow).filter { $0.key != "QDEPTH" }
      #expect(table.fields(row).filter { expected[$0.key] != nil } == expected, "\(peerRow[0])")
    }
  }
}
