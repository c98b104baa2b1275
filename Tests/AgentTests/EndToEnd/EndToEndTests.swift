import Agent
import Glibc
import Reconcile
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct `An agent and a fake host as processes` {
  static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"
  static let data = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
  static let guests = """
      web01:
        uuid: \(web)
        adapters: [0x05, 0x06]
        domains: [0x04, 0xab]
        control-domains: same as domains
      db01:
        uuid: \(data)
        adapters: [0x05, 0x07]
        domains: [0x47]
    """

  /// The eight queues of the guests on adapters 05 and 06, and those of adapter 07 when it is there.
  static let early: Set = ["05.0004", "05.00ab", "06.0004", "06.00ab", "05.0047"]

  /// How many events of cards the agent has heard.
  private static func cardEvents(_ host: FakeLPAR) -> Int {
    let text = host.status
    guard let place = text.ranges(of: "\"card\":").first?.upperBound else { return 0 }
    return Int(text[place...].prefix { $0.isNumber }) ?? 0
  }

  static let canIsolate = geteuid() == 0 && Program.installed("unshare") != nil

  /// The assigned queues of a guest, as the kernel's text.
  static func matrix(_ host: FakeLPAR, _ uuid: String) -> Set<String> {
    Set(
      host.attribute("devices/vfio_ap/matrix/\(uuid)/guest_matrix").split(separator: "\n")
        .map(String.init))
  }

  @Test(.enabled(if: canIsolate, "needs root and unshare: a network namespace of its own"))
  func `keep the host as declared, within a second of each of udev's events`() throws {
    try Self.live(.udev)
  }

  @Test func `keep the host as declared, within a second of each event of its log`() throws {
    try Self.live(.log)
  }

  /// One life of a host: hardware, rivals, guests.
  private static func live(_ events: FakeLPAR.Events) throws {
    let host = try FakeLPAR(events)
    try host.declare(Self.guests)
    let agent = try host.startAgent()
    defer { _ = host.stop(agent) }

    let started = host.wait {
      Self.matrix($0, Self.web).count == 4 && Self.matrix($0, Self.data) == ["05.0047"]
        && $0.status.contains("\"condition\":\"waiting\"")
    }
    try #require(started, "\(agent.text)\n\(host.status)")
    #expect(host.status.contains("guest db01 waits for adapter 07"))

    // Hardware arrives, and the guest that waits for it gets it.
    try host.fake("adapter", "add", "0x07:cca", "--scan")
    let arrived = host.wait { Self.matrix($0, Self.data) == ["05.0047", "07.0047"] }
    #expect(arrived, "\(agent.text)")

    // Hardware leaves; the guest keeps the rest.
    try host.fake("adapter", "remove", "0x06", "--scan")
    #expect(host.wait { Self.matrix($0, Self.web) == ["05.0004", "05.00ab"] })
    #expect(host.wait { $0.status.contains("guest web01 waits for adapter 06") })

    // It returns and never rests with a host driver.
    try host.fake("adapter", "add", "0x06:accel", "--scan")
    #expect(host.wait { Self.matrix($0, Self.web).count == 4 })
    #expect(Self.early.isDisjoint(with: host.queues(of: "cex4queue")))

    // A queue is unbound by hand; its adapter drops out of the guest and comes back.
    try host.fake("unbind", "06.00ab")
    let rebound = host.wait {
      $0.queues(of: "vfio_ap").contains("06.00ab") && Self.matrix($0, Self.web).count == 4
    }
    #expect(rebound, "\(agent.text)")

    // A rival clears a mask bit that no guest needs, as declared or not, and one takes a guest's domain.
    try host.fake("write", "devices/vfio_ap/matrix/\(Self.data)/unassign_domain", "0x47")
    let repaired = host.wait { Self.matrix($0, Self.data) == ["05.0047", "07.0047"] }
    #expect(repaired, "\(agent.text)")

    // An adapter is deconfigured and configured again: the guest keeps it all the time.
    let heard = Self.cardEvents(host)
    try host.fake("config", "0x05", "off", "--scan")
    #expect(host.wait { Self.cardEvents($0) > heard }, "\(host.status)")
    #expect(Self.matrix(host, Self.web).count == 4)
    try host.fake("config", "0x05", "on", "--scan")

    // A guest starts; the status knows, although nothing announced it.
    try host.fake("guest", "start", Self.web)
    let seen = host.wait { $0.status.contains("\"running\":true") }
    #expect(seen, "\(host.status)")

    #expect(host.wait { $0.status.contains("\"condition\":\"as declared\"") })
    #expect(host.stop(agent) == 0)
    #expect(host.attribute("../lock").isEmpty)
    #expect(agent.text.hasSuffix("agent: ends\n"), "\(agent.text)")
    #expect(host.status.contains("\"overruns\":0"))
  }

  @Test func `never write a thing in observe mode`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(mode: "observe", Self.guests)
    let before = try TextFile.bytes(host.host.appending("bus/ap/apmask"))
    let agent = try host.startAgent()
    #expect(host.wait { $0.status.contains("\"condition\":\"drift\"") })
    try host.fake("adapter", "add", "0x07:cca", "--scan")
    // It has read the host with the new adapter, and done nothing about it.
    #expect(host.wait { $0.status.contains("\"host\":12") }, "\(host.status)")
    #expect(host.stop(agent) == 0)
    #expect(try TextFile.bytes(host.host.appending("bus/ap/apmask")) == before)
    #expect(TextFile.names(host.host.appending("bus/mdev/devices")).isEmpty)
    #expect(agent.text.contains("guest web01: differs: echo"))
  }

  @Test func `take a new configuration on SIGHUP and refuse a bad one in full`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(Self.guests)
    let agent = try host.startAgent()
    defer { _ = host.stop(agent) }
    #expect(host.wait { Self.matrix($0, Self.web).count == 4 })

    try host.declare(Self.guests.replacing("[0x04, 0xab]", with: "[0x04]\n        dommains: 1"))
    agent.signal(SIGHUP)
    #expect(host.wait { $0.status.contains("\"refused_reloads\":1") })
    #expect(Self.matrix(host, Self.web).count == 4)
    #expect(agent.text.contains("apmatrix.yaml:"), "\(agent.text)")

    try host.declare(Self.guests.replacing("[0x04, 0xab]", with: "[0x04]"))
    agent.signal(SIGHUP)
    #expect(host.wait { Self.matrix($0, Self.web) == ["05.0004", "06.0004"] })
  }

  @Test func `end on SIGTERM, and need not be killed`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(Self.guests)
    let agent = try host.startAgent()
    #expect(host.wait { !$0.status.isEmpty })
    #expect(host.stop(agent) == 0)
  }

  @Test func `tell every error of a bad first configuration and end with status 1`() throws {
    let host = try FakeLPAR(.log)
    try TextFile.write("version: 2\nguests: {a: {}}\n", to: host.file("apmatrix.yaml"))
    let agent = try host.startAgent()
    #expect(host.wait { _ in !agent.isRunning })
    #expect(agent.end() == 1)
    #expect(agent.text.contains("apmatrix.yaml:1:"))
  }
}
