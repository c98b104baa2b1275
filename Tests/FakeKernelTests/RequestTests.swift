import APModel
import Testing

@testable import FakeKernel

@Suite
struct `A queue that programs of the host use` {
  private static let queue = APQN(AdapterID(5), DomainID(4))
  private static let path = "devices/ap/card05/05.0004"

  private static func host() throws -> FakeKernel {
    var host = FakeKernel.booted(.linux6_12, hardware: RandomOperations.hardware)
    try host.step(.requests(queue, sent: 3, pending: 1))
    return host
  }

  private func counts(_ host: FakeKernel) -> [String] {
    ["card05", "card05/05.0004", "card05/05.0047"].flatMap { device in
      ["request_count", "pendingq_count"].map { host.shown("devices/ap/\(device)/\($0)") }
    }
  }

  @Test func `counts its requests, and its card does`() throws {
    var host = try Self.host()
    #expect(counts(host) == ["3\n", "1\n", "3\n", "1\n", "0\n", "0\n"])
    try host.step(.requests(APQN(AdapterID(5), DomainID(71)), sent: 2, pending: 0))
    try host.step(.requests(Self.queue, sent: 0, pending: 0))
    #expect(counts(host) == ["5\n", "0\n", "3\n", "0\n", "2\n", "0\n"])
  }

  /// As on 6.1.190, where one request at boot was still counted after the queue had been a guest's.
  @Test func `keeps its count while it is vfio_ap's and afterwards`() throws {
    var host = try Self.host()
    try host.write("bus/ap/apmask", line: "-5")
    #expect(counts(host) == ["3\n", "0\n", "-\n", "0\n", "-\n", "0\n"])
    let request = HostOperation.requests(Self.queue, sent: 1, pending: 0)
    #expect(try host.step(request).result == "ENODEV")
    try host.write("bus/ap/apmask", line: "+5")
    #expect(counts(host) == ["3\n", "0\n", "3\n", "0\n", "0\n", "0\n"])
  }

  @Test func `has its count cleared by any write, the card's with those of all queues`() throws {
    var host = try Self.host()
    try host.write("\(Self.path)/request_count", line: "x")
    #expect(counts(host) == ["3\n", "1\n", "0\n", "1\n", "0\n", "0\n"])
    try host.step(.requests(Self.queue, sent: 4, pending: 1))
    try host.write("devices/ap/card05/request_count", line: "0")
    #expect(counts(host) == ["0\n", "1\n", "0\n", "1\n", "0\n", "0\n"])
  }

  /// ap_flush_queue answers all that waits.
  @Test(arguments: ["reset", "online", "card", "checkstop", "config"])
  func `has nothing under way once it is flushed`(by way: String) throws {
    var host = try Self.host()
    switch way {
    case "reset": try host.write("\(Self.path)/reset", line: "1")
    case "online": try host.write("\(Self.path)/online", line: "0")
    case "card": try host.write("devices/ap/card05/online", line: "0")
    case "checkstop": try host.step(.hardware(.checkstopQueue(Self.queue, true)))
    default: try host.step(.hardware(.configure(AdapterID(5), false)))
    }
    try host.step(.scan)
    #expect(counts(host)[2...3] == ["3\n", "0\n"])
  }

  /// The bus lists queues with a driver only.
  @Test func `keeps its count without a driver when the card's is cleared`() throws {
    var host = try Self.host()
    try host.write("bus/ap/drivers/cex4queue/unbind", line: "05.0004")
    try host.write("devices/ap/card05/request_count", line: "0")
    try host.write("bus/ap/drivers/cex4queue/bind", line: "05.0004")
    #expect(counts(host)[...2] == ["0\n", "0\n", "3\n"])
  }

  /// 6.1.190 and 6.12.117, the same machine: the recorded counters of all queues after boot.
  @Test(arguments: [("6.1", "0a.0000"), ("6.12", nil)])
  func `may have been asked for a random number at boot`(kernel: String, asked: String?) throws {
    let capabilities = try #require(KernelCapabilities(kernel: kernel))
    var host = FakeKernel.booted(capabilities, hardware: RandomOperations.hardware)
    try host.step(.hardware(.removeAdapter(AdapterID(3))))
    try host.step(.scan)
    host.drawRandomNumber()
    #expect(try FakeKernel(stateText: host.stateText) == host)
    for queue in try #require(host.names(in: "bus/ap/drivers/cex4queue")) {
      let count = host.shown("devices/ap/card\(queue.prefix(2))/\(queue)/request_count")
      #expect(count == (queue == asked ? "1\n" : "0\n"), "\(queue)")
    }
  }

  @Test func `loses its count with its device`() throws {
    var host = try Self.host()
    for change in [
      HardwareChange.removeAdapter(AdapterID(5)),
      .addAdapter(AdapterID(5), type: 14, mode: .accelerator),
    ] {
      try host.step(.hardware(change))
      try host.step(.scan)
    }
    #expect(counts(host) == ["0\n", "0\n", "0\n", "0\n", "0\n", "0\n"])
  }
}
