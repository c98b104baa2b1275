import SystemPackage
import TestSupport
import Testing

/// A guest keeps the queues of an adapter that has stopped answering, and lacks nothing.
@Suite
struct `An adapter that can't answer` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  @Test(arguments: [
    (["config"], "off", "deconfigured", "configure adapter 0x05 on at the HMC or SE"),
    (["checkstop"], "on", "checkstopped", "look at adapter 05 at the HMC or SE"),
  ])
  func `is a problem of the guest that has it`(
    verb: [String], state: String, word: String, remedy: String
  ) throws {
    let host = try DocumentedHost.make("7.1")
    try host.write(("bus/ap/apmask", "-5"))
    try host.guest(Self.uuid, adapters: ["5"], domains: ["4", "0x47"])
    try host.fake("guest", "start", with: Self.uuid)
    #expect(try host.plain("status", "--check").status == 0)
    try host.fake(verb[0], with: "0x05", state, "--scan")
    let fact =
      "guest \(Self.uuid) has 2 queues of adapter 05 that can't answer: \(word) (05.0004 05.0047)"
    let check = try host.plain("status", "--check")
    #expect(check.status == 2)
    #expect(check.output == "DEGRADED: \(fact)\n")
    #expect(DocumentedHost.joined(try host.plain("status").output).contains(fact))
    // It lacks nothing, and another adapter is none of its business.
    #expect(try !host.plain("status").output.contains("lacks"))
    #expect(try host.plain("status", "--check", "--card", "6").status == 0)
    let queue = DocumentedHost.joined(try host.plain("explain", "05.0047").output)
    #expect(queue.contains("has it, but it answers nothing: \(word)."))
    #expect(try host.advice("05.0047").hasPrefix(remedy))
    let guest = DocumentedHost.joined(try host.plain("explain", Self.uuid).output)
    #expect(guest.contains("It has 05.0004 05.0047, but they answer nothing: \(word)."))
    #expect(try host.advice(Self.uuid).hasPrefix(remedy))
  }

  /// The card's own files do not count for the queues: on live hosts one queue of three was stopped.
  @Test(arguments: [
    (
      "7.1.8/g-01-chkstop", uuid, "05.0004 05.00ab",
      "; card 06 is checkstopped: the host's queues of it (06.0000 06.0047 06.00ff) can't answer"
    ),
    ("6.12.117/state-04-queue-checkstopped", "cef03c3c-903d-4ecc-9a83-40694cb8aee4", "05.0047", ""),
    ("7.2.13/state-04-queue-checkstopped", "cef03c3c-903d-4ecc-9a83-40694cb8aee4", "05.0047", ""),
  ])
  func `is found in a recorded host, by the same queues in every report`(
    name: String, guest: String, queues: String, rest: String
  ) throws {
    let recording = RecordedHost(name).path.string
    let check = try Program.apmatrix.run(["status", "--check", "--sysfs", recording])
    #expect(check.status == 2)
    let count = queues.split(separator: " ").count
    let words = count == 1 ? "1 queue" : "\(count) queues"
    #expect(
      check.output == "DEGRADED: guest \(guest) has \(words) of adapter 05 that can't answer:"
        + " checkstopped (\(queues))\(rest)\n")
    let story = try Program.apmatrix.run(["explain", guest, "--sysfs", recording])
    let pronoun = count == 1 ? "it answers" : "they answer"
    #expect(
      DocumentedHost.joined(story.output).contains(
        "It has \(queues), but \(pronoun) nothing: checkstopped."), "\(story.output)")
  }

  /// What gives a guest its adapter back would bring a queue that answers nothing.
  @Test func `is told of a queue that its guest lacks for another reason, too`() throws {
    let host = try DocumentedHost.make("7.1")
    try host.write(("bus/ap/apmask", "-5"))
    try host.guest(Self.uuid, adapters: ["5"], domains: ["4", "0x47"])
    try host.fake("unbind", with: "05.0004")
    try host.fake("checkstop", with: "05.0047", "on", "--scan")
    let queue = DocumentedHost.joined(try host.plain("explain", "05.0047").output)
    #expect(queue.contains("has the queue 05.0047, which answers nothing: checkstopped."))
    #expect(queue.contains("does not get it: adapter 05 is dropped because 05.0004 has no driver"))
    #expect(
      try host.advice("05.0047") == "write 05.0004 to /sys/bus/ap/drivers_probe"
        + " look at adapter 05 at the HMC or SE: a checkstop is an error of the hardware")
  }

  /// zcrypt's `online` is 0 of such a queue as well, and of one that was set offline.
  @Test func `is told of a queue of the host, too`() throws {
    let host = try DocumentedHost.make("7.1")
    try host.fake("checkstop", with: "05.0047", "on", "--scan")
    try host.write(("devices/ap/card05/05.00ab/online", "0"))
    let queue = DocumentedHost.joined(try host.plain("explain", "05.0047").output)
    #expect(queue.contains("has the queue 05.0047, which answers nothing: checkstopped."))
    #expect(queue.contains("It is bound to cex4queue."))
    #expect(try host.advice("05.0047").hasPrefix("look at adapter 05 at the HMC or SE"))
    let offline = DocumentedHost.joined(try host.plain("explain", "05.00ab").output)
    #expect(offline.contains("It is bound to cex4queue, where it is offline."))
    #expect(
      try host.advice("05.00ab").hasPrefix("write 1 to /sys/devices/ap/card05/05.00ab/online"))
  }

  /// zcrypt passes the whole card over, whatever the queue's own files say.
  @Test(arguments: ["6.12", "7.1"])
  func `is told of a queue of the host whose card is offline or has stopped`(kernel: String) throws
  {
    let host = try DocumentedHost.make(kernel)
    try host.fake("checkstop", with: "05.0004", "on", "--scan")
    #expect(try host.plain("status").output.contains("card 05 is checkstopped"))
    let queue = DocumentedHost.joined(try host.plain("explain", "05.0047").output)
    #expect(queue.contains("has the queue 05.0047, which answers nothing: checkstopped."))
    #expect(try host.advice("05.0047").hasPrefix("look at adapter 05 at the HMC or SE"))
    try host.write(("devices/ap/card06/online", "0"))
    try host.write(("devices/ap/card06/06.0047/online", "0"))
    let offline = DocumentedHost.joined(try host.plain("explain", "06.0047").output)
    #expect(offline.contains("It is bound to cex4queue, where its card is offline."))
    #expect(try host.advice("06.0047").hasPrefix("write 1 to /sys/devices/ap/card06/online"))
  }

  /// What nobody but the host had was told by no report.
  @Test func `is a problem of the host once no queue of it is left that can`() throws {
    let host = try DocumentedHost.make("7.1")
    let queues = { (card: String) in
      "the host's queues of it (\(card).0004 \(card).0047 \(card).00ab \(card).00ff) can't answer"
    }
    try host.fake("config", with: "6", "off", "--scan")
    #expect(try host.plain("status", "--check").status == 0)
    let notice = "card 06 is deconfigured: \(queues("06")); configure adapter 0x06 on"
    #expect(DocumentedHost.joined(try host.plain("status").output).contains(notice))
    try host.fake("checkstop", with: "5", "on", "--scan")
    let check = try host.plain("status", "--check")
    #expect(check.status == 2)
    let none = "and no other of the host's can"
    #expect(
      check.output == "DEGRADED: card 05 is checkstopped: \(queues("05")), \(none);"
        + " card 06 is deconfigured: \(queues("06")), \(none)\n")
    let doctor = DocumentedHost.joined(try host.plain("doctor").output)
    #expect(doctor.contains("seen: /sys/devices/ap/card05/chkstop: 1 do: look at adapter 05"))
    #expect(doctor.contains("seen: /sys/devices/ap/card06/config: 0 do: configure adapter 0x06"))
  }

  @Test func `is foretold where only the host has queues of it`() throws {
    let host = try DocumentedHost.make("7.1")
    let story = DocumentedHost.joined(try host.plain("what-if", "--adapter-off", "5").output)
    #expect(story.contains("New: card 05 is deconfigured: the host's queues of it (05.0004 "))
    #expect(story.contains("to get it back: configure adapter 0x05 on at the HMC or SE"))
  }

  /// zcrypt sets a queue offline when a request fails in it; the card stays online.
  @Test func `is one of which every queue of the host is offline, too`() throws {
    let host = try DocumentedHost.make("7.2")
    let queues = ["05", "06"].flatMap { card in
      ["0004", "0047", "00ab", "00ff"].map { "\(card)/\(card).\($0)" }
    }
    for queue in queues { try host.write(("devices/ap/card\(queue)/online", "0")) }
    let check = try host.plain("status", "--check")
    #expect(check.status == 2 && check.output.hasPrefix("DEGRADED: the host's queues 05."))
    #expect(try host.plain("doctor").output.contains("no other of the host's can"))
    try host.write(("devices/ap/card05/05.00ff/online", "1"))
    // A CCA coprocessor does an accelerator's work.
    #expect(try host.plain("status", "--check").status == 0)
  }

  /// The kernel takes a domain whose bit is set in aqmask, and no other.
  @Test(arguments: [("-4", "71"), ("0x0", nil)] as [(String, String?)])
  func `is no matter of the default domain, whose remedy the kernel takes`(
    mask: String, other: String?
  ) throws {
    let host = try DocumentedHost.make("7.2")
    try host.write(("bus/ap/aqmask", mask))
    let status = DocumentedHost.joined(try host.plain("doctor").output)
    let remedy = other.map { "write \($0) to /sys/bus/ap/ap_domain" }
    #expect(status.contains(remedy ?? "let the host have a queue of a domain"), "\(status)")
    if let other { try host.write(("bus/ap/ap_domain", other)) }
    #expect(
      try !host.plain("status").output.contains("no host driver has a queue of the default")
        || other == nil)
  }
}
