import SystemPackage
import TestSupport
import Testing

/// What explain says to do about queues of guests, held against what the kernel would answer to it.
@Suite
struct `The advice of explain for guests` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let domains = ["0004", "0047", "00ab", "00ff"]
  private static let override = "devices/ap/card05/05.0004/driver_override"

  @Test func `is preceded by one short line for many queues with the same two owners`() throws {
    let host = try DocumentedHost.make("7.1")
    for queue in ["05", "06"].flatMap({ card in Self.domains.map { "\(card).\($0)" } }) {
      try host.write(
        ("devices/ap/card\(queue.prefix(2))/\(queue)/driver_override", "vfio_ap"),
        ("bus/ap/drivers/cex4queue/unbind", queue), ("bus/ap/drivers_probe", queue))
    }
    try host.guest(Self.uuid, adapters: ["5", "6"], domains: ["4", "0x47", "0xab", "0xff"])
    try host.fake("adapter", "remove", with: "5,6", "--scan")
    try host.fake("adapter", "add", with: "5:cca,6:accel", "--scan")
    let status = DocumentedHost.joined(try host.plain("status").output)
    let conflict =
      "conflict: 05.0004 05.0047 05.00ab 05.00ff 06.0004 06.0047 06.00ab 06.00ff are assigned to"
      + " guest \(Self.uuid) but bound to cex4queue"
    #expect(status.contains(conflict), "\(status)")
    let check = try host.plain("status", "--check")
    #expect(check.status == 2)
    let sentence = conflict.dropFirst("conflict: ".count)
    #expect(check.output.hasPrefix("CONFLICT: \(sentence);"), "\(check.output)")
  }

  /// The kernel looks at an override only when it probes; until then the guest has its queue.
  @Test(arguments: [
    ("cex4queue", "is one probe away from the host: its driver_override names cex4queue"),
    ("", "is one probe away from the host: it has no driver_override, and the masks reserve it"),
    ("nonsense", "would have no driver after the next probe: its driver_override names nonsense"),
  ])
  func `keeps a guest's queue from its next probe`(override: String, fact: String) throws {
    let host = try DocumentedHost.make("7.1")
    try host.write(
      (Self.override, "vfio_ap"), ("bus/ap/drivers/cex4queue/unbind", "05.0004"),
      ("bus/ap/drivers_probe", "05.0004"))
    try host.guest(Self.uuid, adapters: ["5"], domains: ["4"])
    try host.fake("guest", "start", with: Self.uuid)
    #expect(try host.plain("status", "--check").status == 0)
    try host.write((Self.override, override))
    let remedy = "write vfio_ap to driver_override of 05.0004"
    #expect(try host.advice("05.0004") == remedy)
    #expect(try host.advice(Self.uuid) == remedy)
    #expect(DocumentedHost.joined(try host.plain("explain", "05.0004").output).contains(fact))
    let check = try host.plain("status", "--check")
    #expect(check.status == 2)
    #expect(check.output.contains("guest \(Self.uuid): 05.0004 \(fact)"), "\(check.output)")
    #expect(DocumentedHost.joined(try host.plain("status").output).contains("\(fact); \(remedy)"))
    try host.write((Self.override, "vfio_ap"))
    #expect(try host.plain("status", "--check").status == 0)
  }

  /// Only the override itself tells that what the masks say, and the queue shows, is not all.
  ///
  /// The kernel takes one beside masks of its own parameters only.
  @Test func `keeps a queue of the masks' from an override that a rival has set`() throws {
    let mask = "0xfb" + String(repeating: "f", count: 62)
    let host = try DocumentedHost.make("7.1", "--apmask", mask)
    try host.guest(Self.uuid, adapters: ["5"], domains: ["4"])
    #expect(try host.plain("status", "--check").status == 0)
    try host.write((Self.override, "cex4queue"))
    let check = try host.plain("status", "--check")
    #expect(check.status == 2)
    #expect(check.output.contains("05.0004 is one probe away from the host"), "\(check.output)")
    #expect(try host.advice("05.0004") == "clear driver_override of 05.0004")
    try host.write((Self.override, ""))
    #expect(try host.plain("status", "--check").status == 0)
  }

  /// Control domains, and adapters without a domain, are no queues but can be lacking all the same.
  @Test func `names what a guest lacks besides queues`() throws {
    let host = try DocumentedHost.make("7.1")
    try host.write(("bus/ap/apmask", "-5"))
    try host.guest(Self.uuid, adapters: ["5"], domains: ["4"])
    let mdev = "devices/vfio_ap/matrix/\(Self.uuid)/"
    try host.write((mdev + "assign_control_domain", "0x50"))
    let control = "assign control domain 0x50 to this LPAR; the kernel adds it by itself"
    #expect(try host.advice(Self.uuid) == control)
    try host.write((mdev + "unassign_control_domain", "0x50"), (mdev + "unassign_domain", "4"))
    #expect(try host.advice(Self.uuid) == "assign it domains if it is to have queues")
    try host.write((mdev + "assign_adapter", "9"))
    #expect(
      try host.advice(Self.uuid)
        == "assign adapter 0x09 to this LPAR and configure it on; the kernel adds it by itself"
        + " assign it domains if it is to have queues")
  }

  @Test func `leaves alone what an mdev has that could not be read`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let recording = RecordedHost("7.1.8/u-01-in-use")
    _ = try Program.apmatrix.run(["unpack", recording.path.string, root.string])
    let uuids = TextFile.names(root.appending("bus/mdev/devices"))
    for uuid in uuids { ScratchDirectory.remove(root.appending("bus/mdev/devices/\(uuid)")) }
    let verbose = try Program.apmatrix.run(["status", "--verbose", "--sysfs", root.string])
    let row = try #require(verbose.output.split(separator: "\n").first { $0.contains("in use") })
    let queue = String(row.prefix(7))
    let story = DocumentedHost.joined(
      try Program.apmatrix.run(["explain", queue, "--sysfs", root.string]).output)
    #expect(story.contains("It is assigned to a running guest that could not be read: "))
    #expect(story.contains("(being removed)"))
    #expect(
      story.hasSuffix(
        "nothing with the queue: it is a guest's stop the guest; the removal then ends"))
  }

  @Test func `leaves alone what an old kernel can't safely tell`() throws {
    let recording = RecordedHost("6.1.176/large-16x85-02-assigned-496-apqns")
    let status = try Program.apmatrix.run([
      "status", "--verbose", "--owner", "guest", "--sysfs", recording.path.string,
    ])
    let row = try #require(status.output.split(separator: "\n").first { $0.contains(" guest ?") })
    let result = try Program.apmatrix.run([
      "explain", String(row.prefix(7)), "--sysfs", recording.path.string,
    ])
    let story = DocumentedHost.joined(result.output)
    #expect(story.contains("a guest that could not be read"))
    #expect(story.contains("nothing with the queue: it is a guest's"))
    #expect(story.contains("--insist"))
  }

  /// A queue is an adapter and a domain; the kernel takes either alone, and `guest_matrix` has none then.
  @Test(arguments: [
    ([], [], "adapters and domains"), (["5"], [], "domains"), ([], ["4"], "adapters"),
  ])
  func `completes an mdev that can't have a queue`(
    adapters: [String], domains: [String], lacking: String
  ) throws {
    let host = try DocumentedHost.make("7.1")
    try host.guest(Self.uuid, adapters: adapters, domains: domains)
    #expect(try host.advice(Self.uuid) == "assign it \(lacking) if it is to have queues")
  }
}
