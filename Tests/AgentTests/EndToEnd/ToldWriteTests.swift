import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct `A repair that is killed half way` {
  private static let guests = 6

  private static func uuid(_ guest: Int) -> String {
    "00000000-0000-4000-8000-00000000000\(guest)"
  }

  /// Guests of one queue each.
  private static let configuration = (0..<guests).map {
    "  g\($0):\n    uuid: \(uuid($0))\n    adapters: 0x05\n    domains: \(4 + $0)"
  }.joined(separator: "\n")

  /// The guests that have their mdev, and those that have their queue.
  private static func made(_ host: FakeLPAR) -> (mdevs: Int, queues: Int) {
    let matrix = host.host.appending("devices/vfio_ap/matrix")
    let mdevs = (0..<guests).filter { TextFile.names(matrix).contains(uuid($0)) }
    let queues = mdevs.filter {
      !host.attribute("devices/vfio_ap/matrix/\(uuid($0))/matrix").isEmpty
    }
    return (mdevs.count, queues.count)
  }

  /// How many writes to an attribute the log tells.
  private static func told(_ agent: Background, _ attribute: String) -> Int {
    agent.text.split(separator: "\n").count {
      $0.contains("/\(attribute)") && $0.contains(": done, because")
    }
  }

  /// The log begins with the agent's own line and that of the masks.
  @Test(Needs.strace, arguments: [4, 5, 8, 12])
  func `has told each write but the one that it was in`(line: Int) throws {
    let host = try FakeLPAR(.log, adapters: "0x05:cca", domains: "0-15")
    try host.declare(Self.configuration)
    let agent = try host.startAgent(
      under: "strace -D -f -qqq -o /dev/null -P \(host.output) -e trace=write"
        + " -e inject=write:signal=KILL:when=\(line)")
    try #require(host.wait { _ in !agent.isRunning }, "\(agent.text)")
    #expect(agent.text.split(separator: "\n").count == line - 1)
    let (mdevs, queues) = Self.made(host)
    #expect(mdevs > 0 && queues < Self.guests)
    #expect(mdevs + queues == 1 + Self.told(agent, "create") + Self.told(agent, "ap_config"))
  }
}
