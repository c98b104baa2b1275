import Agent
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct `A storm of events` {
  private static let guests = """
      web01:
        uuid: 62177883-f1bb-47f0-914d-32a22e3a8804
        adapters: 0-15
        domains: 0-9
    """

  private static let canIsolate = geteuid() == 0 && Program.installed("unshare") != nil

  private static func adapters(_ numbers: ClosedRange<Int>) -> String {
    numbers.map { "\($0):cca" }.joined(separator: ",")
  }

  private static func effective(_ host: FakeLPAR) -> Int {
    host.attribute("devices/vfio_ap/matrix/62177883-f1bb-47f0-914d-32a22e3a8804/guest_matrix")
      .split(separator: "\n").count { !$0.hasPrefix(".") }
  }

  @Test(.enabled(if: canIsolate, "needs root and unshare: a network namespace of its own"))
  func `that overruns libudev's socket is counted and answered by reading again`() throws {
    let host = try FakeLPAR(.udev, adapters: Self.adapters(0...15), domains: "0-39")
    try host.declare(Self.guests)
    let agent = try host.startAgent("--event-buffer 4096")
    defer { _ = host.stop(agent) }
    try #require(host.wait { Self.effective($0) == 160 }, "\(agent.text)")
    // Nobody takes the events of 320 queues, and there is room for a few.
    try #require(host.halt(agent))
    let removed = try host.fake(
      "adapter", "remove", (0...7).map(String.init).joined(separator: ","), "--scan")
    #expect(removed.status == 0, "\(removed.errors)")
    #expect(host.wait { _ in Self.drops(agent) > 0 })
    agent.signal(SIGCONT)
    #expect(host.wait { Self.effective($0) == 80 })
    try host.fake("adapter", "add", Self.adapters(0...7), "--scan")
    #expect(host.wait { Self.effective($0) == 160 }, "\(agent.text)")
    let counted = host.wait {
      !$0.status.contains("\"overruns\":0") && $0.status.contains("\"condition\":\"as declared\"")
    }
    #expect(counted, "\(host.status)")
    #expect(agent.text.contains("some were lost"))
  }

  /// How many events the kernel has dropped for want of room, netlink(7): a column of the process's
  /// own network namespace.
  private static func drops(_ agent: Background) -> Int {
    let text = (try? TextFile.text(FilePath("/proc/\(agent.pid)/net/netlink"))) ?? ""
    return text.split(separator: "\n").dropFirst().reduce(0) { sum, line in
      let words = line.split(separator: " ")
      return sum + (words.count > 8 && words[1] == "15" ? Int(words[8]) ?? 0 : 0)
    }
  }

  /// All full reads that the agent has made.
  private static func reads(_ host: FakeLPAR) -> Int {
    let text = host.status
    guard let start = text.ranges(of: "\"reads\":{").first?.upperBound else { return 0 }
    let counts = text[start...].prefix { $0 != "}" }.split { !$0.isNumber }
    return counts.reduce(0) { $0 + (Int($1) ?? 0) }
  }

  /// How many reads depends on how long the kernel takes to send the events; `CoalescingTests` counts
  /// them with a clock of its own.
  @Test func `of 5,100 queues that leave and return is answered by few reads, not by one for each`()
    throws
  {
    let host = try FakeLPAR(.log, adapters: Self.adapters(0...59), domains: "0-84")
    try host.declare(Self.guests)
    let agent = try host.startAgent()
    defer { _ = host.stop(agent) }
    try #require(host.wait { Self.effective($0) == 160 }, "\(agent.text)")
    try #require(host.wait { $0.status.contains("\"condition\":\"as declared\"") })
    for (action, numbers, effective, condition) in [
      ("remove", (0...59).map(String.init).joined(separator: ","), 0, "waiting"),
      ("add", Self.adapters(0...59), 160, "as declared"),
    ] {
      let before = Self.reads(host)
      let done = try host.fake("adapter", action, numbers, "--scan")
      #expect(done.status == 0, "\(done.errors)")
      let isSettled = host.wait {
        $0.status.contains("\"effective\":\(effective),")
          && $0.status.contains("\"condition\":\"\(condition)\"")
      }
      #expect(isSettled, "\(host.status)")
      #expect((1...50).contains(Self.reads(host) - before))
    }
  }
}
