import PlainJSON
import SystemPackage
import TestSupport
import Testing

/// A guest that is no longer there has no problems left; that is no good news.
@Suite
struct `A guest that is no longer there` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  /// A host whose guests lack queues, since an adapter has left.
  private static func host() throws -> DocumentedHost {
    let host = try DocumentedHost.make("7.1")
    #expect(try host.run("apply", "--yes").status == 0)
    try host.fake("adapter", "remove", with: "6")
    try host.fake("scan")
    #expect(try host.run("status").output.contains("guest web01 lacks"))
    return host
  }

  @Test func `is told by what-if, and none of its problems as solved`() throws {
    let host = try Self.host()
    let words = ["what-if", "--module-unload", "vfio_ap"]
    let mdev = try host.plain(words[0], words[1], words[2])
    #expect(DocumentedHost.joined(mdev.output).contains("mdev \(Self.uuid) is no longer there"))
    #expect(!mdev.output.contains("No more"), "\(mdev.output)")
    let guest = try host.run(words[0], words[1], words[2])
    #expect(guest.output.contains("  guest web01 is no longer there\n"), "\(guest.output)")
    #expect(!guest.output.contains("No more: guest web01"))
    let json = try host.run(words[0], words[1], words[2], "--format", "json")
    let document = try JSONParser.parse(Array(json.output.utf8))
    let after = document["happenings"]?.array?.first?["after"]
    #expect(after?["mdevsGone"]?.array?.map { $0["guest"]?.string } == ["db02", "web01", "db01"])
    #expect(after?["mdevsGone"]?.array?.dropFirst().first?["uuid"]?.string == Self.uuid)
    #expect(after?["mdevsCome"]?.array?.isEmpty == true)
  }

  @Test func `is told by diff, as one that is there now is the other way`() throws {
    let host = try Self.host()
    let peer = try DocumentedHost.make("7.1")
    let away = try Program.apmatrix.run(["diff", host.root.string, peer.root.string])
    #expect(away.status == 2)
    #expect(DocumentedHost.joined(away.output).contains("mdev \(Self.uuid) is no longer there"))
    #expect(!away.output.contains("lacks"), "\(away.output)")
    let back = try Program.apmatrix.run(["diff", peer.root.string, host.root.string])
    #expect(DocumentedHost.joined(back.output).contains("mdev \(Self.uuid) is there now"))
    #expect(back.output.contains("  New: "), "\(back.output)")
  }
}
