import SystemPackage
import Testing

@testable import FakeKernel

/// A card that gets its driver anew is a new card to zcrypt; the queues stay with the old one.
@Suite
struct `A card bound again under its queues` {
  private static let card = "devices/ap/card03"
  private static let queues = ["0000", "0004", "0047", "00ab"].map { "\(card)/03.\($0)/online" }

  private func rebound(_ host: inout FakeKernel) throws {
    for file in ["unbind", "bind"] {
      #expect(try host.write("bus/ap/drivers/cex4card/\(file)", line: "card03").result == "OK")
    }
  }

  private func host(_ kernel: String) throws -> FakeKernel {
    .booted(
      try #require(KernelCapabilities(kernel: kernel)), hardware: RandomOperations.hardware)
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `takes none of them offline`(kernel: String) throws {
    var host = try host(kernel)
    try rebound(&host)
    #expect(try host.write("\(Self.card)/online", line: "0").events == ["change /\(Self.card)"])
    #expect(Self.queues.map(host.shown) == ["1\n", "1\n", "1\n", "1\n"])
    // The card that this queue belongs to was online when it went.
    for value in ["0", "1"] {
      #expect(try host.write(Self.queues[1], line: value).result == "OK")
    }
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `brings none of them online`(kernel: String) throws {
    var host = try host(kernel)
    #expect(try host.write("\(Self.card)/online", line: "0").events.count == 5)
    try rebound(&host)
    #expect(host.shown("\(Self.card)/online") == "1\n")
    #expect(try host.write(Self.queues[0], line: "1").result == "EINVAL")
    #expect(try host.write("\(Self.card)/online", line: "1").events == ["change /\(Self.card)"])
    #expect(Self.queues.map(host.shown) == ["0\n", "0\n", "0\n", "0\n"])
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `rules those that were bound after it`(kernel: String) throws {
    var host = try host(kernel)
    try rebound(&host)
    for file in ["unbind", "bind"] {
      try host.write("bus/ap/drivers/cex4queue/\(file)", line: "03.0047")
    }
    let answer = try host.write("\(Self.card)/online", line: "0")
    #expect(answer.events == ["change /\(Self.card)", "change /\(Self.card)/03.0047"])
    #expect(Self.queues.map(host.shown) == ["1\n", "1\n", "0\n", "1\n"])
    #expect(try host.write(Self.queues[2], line: "1").result == "EINVAL")
  }
}
